-- Aim: a table without metatable, put back from a trace with a wild one.
-- Source: https://github.com/LuaJIT/LuaJIT/issues/1147 (CVE-2024-25177)
-- May crash.
local kept = {}
for round = 1, 300 do
  local t
  for i = 1, 100 do
    t = setmetatable({ i }, nil)
    if i == round % 100 then kept[#kept + 1] = t end
  end
  kept[#kept + 1] = t
end
local junk = {}
for i = 1, 1e5 do junk[i % 100] = { i } end
for i = 1, #kept do if getmetatable(kept[i]) ~= nil then return true end end
return false
