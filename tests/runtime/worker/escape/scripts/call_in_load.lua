-- Aim: the same in a function that the parser calls.
local b24 = require "b24"
local answered = false
pcall(load, function() answered = b24.call("x.y", {}) ~= nil end)
return answered
