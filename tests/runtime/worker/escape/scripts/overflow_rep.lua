-- Aim: a string whose length overflows.
for _, n in ipairs { 2 ^ 31 - 1, 2 ^ 31, 2 ^ 32 + 1, 2 ^ 40, 2 ^ 53, -1, 1 / 0, 0 / 0 } do
  local ok, text = pcall(string.rep, ("x"):rep(4096), n)
  if ok and #text > 4096 then return true end
  text = select(2, pcall(string.rep, "", n, ("x"):rep(4096)))
end
return false
