-- Aim: have the parser's strings collected under it.
-- Source: https://github.com/LuaJIT/LuaJIT/issues/601
local n = 0
load(function()
  n = n + 1
  local junk = {}
  for i = 1, 2000 do junk[i] = ("x"):rep(i) .. n end
  return n < 50 and ("local a%d = 'b%d' "):format(n, n) or nil
end)
return false
