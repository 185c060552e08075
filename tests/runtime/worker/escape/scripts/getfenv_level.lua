-- Aim: globals of whoever called us, up to the host.
for level = 0, 100 do
  local ok, env = pcall(getfenv, level)
  if ok and env ~= _G then return true end
end
return false
