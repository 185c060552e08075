-- Aim: globals of a fresh coroutine, which inherits those of the state.
local ok, env = coroutine.resume(coroutine.create(getfenv), 0)
if ok and env ~= _G then return true end
ok, env = coroutine.resume(coroutine.create(function() return getfenv(0) end))
return ok and env ~= _G
