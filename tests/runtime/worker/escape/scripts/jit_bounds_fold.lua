-- Aim: read before an array in a compiled loop: a check of bounds that the compiler folded away.
-- Source: https://github.com/LuaJIT/LuaJIT/issues/794
-- May crash.
local function test(tab, to)
  local v = 0
  local s = 1
  for i = 1, to do
    if i > 1 then
      v = tab[1]
      v = tab[s]
      s = -1000000
    end
  end
  return v
end
test({ 1 }, 55)
test({ 1 }, 3)
return test({ 1 }, 3) ~= nil
