-- Aim: an end of the C stack by gsub in gsub.
local function f() return ("x"):gsub("x", f) end
pcall(f)
return false
