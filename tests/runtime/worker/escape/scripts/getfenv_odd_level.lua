-- Aim: levels that a check reads otherwise than the function behind it.
for _, level in ipairs { "0", "1", "2", "0x3", 0.5, 1.9, -1, -0.5, 2 ^ 31, 2 ^ 32, 2 ^ 53, 0 / 0, 1 / 0 } do
  local ok, env = pcall(getfenv, level)
  if ok and env ~= _G then return true end
end
return false
