-- Aim: an end of the C stack by sort in sort.
local function f() table.sort({ 1, 2, 3 }, f) end
pcall(f)
return false
