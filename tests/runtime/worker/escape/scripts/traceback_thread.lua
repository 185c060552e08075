-- Aim: have a traceback show values or addresses.
local co = coroutine.create(function(...) error(...) end)
coroutine.resume(co, {})
return (debug.traceback(co) .. debug.traceback("x", 1)):find("0x", 1, true) ~= nil
