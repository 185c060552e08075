-- Aim: a call of the host in an error's __tostring, which the worker calls when the run is over.
local b24 = require "b24"
return setmetatable({}, { __tostring = function() return b24.call("x.y", {}) and "ESCAPED" or "x" end })
