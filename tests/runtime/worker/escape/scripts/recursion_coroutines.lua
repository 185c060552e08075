-- Aim: an end of the C stack, which LuaJIT does not look for: coroutines in coroutines.
-- Source: https://github.com/LuaJIT/LuaJIT/issues/619
local function f() coroutine.wrap(f)() end
pcall(f)
return false
