-- Aim: the same in a function that gsub calls.
local b24 = require "b24"
return (pcall(string.gsub, "x", "x", function() return b24.call("x.y", {}) and "y" end))
