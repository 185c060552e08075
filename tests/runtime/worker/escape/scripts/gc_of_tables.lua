-- Aim: have __gc of a table called, as Lua 5.2 does.
local called = false
for _ = 1, 1e5 do setmetatable({}, { __gc = function() called = true end }) end
return called
