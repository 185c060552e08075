-- Aim: an end of the C stack by __tostring.
local t = {}
setmetatable(t, { __tostring = function() return (tostring(t)) .. "x" end })
pcall(tostring, t)
pcall(string.format, "%s", t)
pcall(print, t)
return false
