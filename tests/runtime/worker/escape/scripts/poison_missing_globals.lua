-- Aim: leave the library without its globals.
local G, exercise, next, kept = _G, require "gift".exercise, next, {}
for name, value in pairs(G) do kept[name] = value end
for name in next, kept do G[name] = nil end
exercise()
for name, value in next, kept do G[name] = value end
return false
