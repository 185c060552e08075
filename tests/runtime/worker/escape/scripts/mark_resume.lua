-- Aim: see how a call leaves for the host, to make such calls without it.
local co = coroutine.create(function() return require "b24".call("x.y", {}) end)
local _, first = coroutine.resume(co)
return type(first) == "userdata" or coroutine.status(co) ~= "dead"
