-- Aim: bytecode by load in a coroutine, from where a check of the caller may not see it.
local _, chunk = coroutine.resume(coroutine.create(load), require "gift".bytecode)
return type(chunk) == "function"
