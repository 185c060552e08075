-- Aim: names that are no strings, and change while they are looked at.
local name = setmetatable({}, { __tostring = function() return "luabot.registry" end, __index = string })
return pcall(require, name) or pcall(require, 5) or pcall(require) or (pcall(require, nil))
