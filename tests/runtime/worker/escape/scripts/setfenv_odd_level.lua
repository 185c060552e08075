-- Aim: the same by levels that a check reads otherwise.
for _, level in ipairs { "0", -1, -0.5, 0.5, "-1", 0 / 0, -2 ^ 31, 2 ^ 32 } do
  if pcall(setfenv, level, {}) then return true end
end
return false
