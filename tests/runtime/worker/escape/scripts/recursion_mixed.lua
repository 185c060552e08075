-- Aim: an end of the C stack by coroutines that call gsub that calls coroutines.
local function f() coroutine.wrap(function() ("x"):gsub("x", f) end)() end
pcall(f)
return false
