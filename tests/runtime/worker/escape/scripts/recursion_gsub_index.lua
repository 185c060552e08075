-- Aim: the same where gsub looks up a table.
local t = {}
setmetatable(t, { __index = function() return (("x"):gsub("x", t)) end })
pcall(string.gsub, "x", "x", t)
return false
