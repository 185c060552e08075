-- Aim: the globals of the state as those of a chunk.
-- Source: https://github.com/spelunky-fyi/overlunky/pull/438
if getfenv(load("return 1")) ~= _G or load("return _G")() ~= _G then return true end
local _, chunk = coroutine.resume(coroutine.create(load), "return (getfenv(1))")
return chunk() ~= _G
