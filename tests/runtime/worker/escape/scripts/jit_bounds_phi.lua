-- Aim: read behind an array in a compiled loop.
-- Source: https://github.com/LuaJIT/LuaJIT/issues/794
-- May crash.
local one, full, a = { 1 }, {}, {}
for i = 1, 1000000 do full[i] = 1 end
for i = 1, 1000 do a[i] = i > 100 and one or full end
local v
local t = a[1]
for i = 1, 1000 do
  local m = t
  t = a[i]
  v = t[1]
  v = m[1000000]
end
return v ~= nil and v ~= 1
