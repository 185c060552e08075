-- Aim: have values vanish under a traversal.
local t = setmetatable({}, { __mode = "kv" })
for i = 1, 1e4 do t[{}] = {} t[i] = {} end
for k in pairs(t) do
  t[k] = nil
  t[{}] = {}
end
local key = next(t)
for _ = 1, 100 do
  local junk = ("x"):rep(1e5)
  pcall(next, t, key)
  t[junk] = {}
end
return false
