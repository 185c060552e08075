-- Aim: the same in a handler of errors.
local b24 = require "b24"
local answered = false
xpcall(error, function() answered = b24.call("x.y", {}) ~= nil end)
return answered
