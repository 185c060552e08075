-- Aim: read beyond a complex number, which can be indexed.
local ok, number = pcall(function() return load("return 1i")() end)
if not ok then return false end
return not pcall(function()
  for i = -1000, 1000 do assert(number[i] == 0 or number[i] == 1) end
end)
