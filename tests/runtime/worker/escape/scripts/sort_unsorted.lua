-- Aim: make sort run out of the table by lying, or by changing the table under it.
local t = {}
for i = 1, 1000 do t[i] = i end
pcall(table.sort, t, function() return true end)
for i = 1, 1000 do t[i] = (i * 7919) % 1000 end
pcall(table.sort, t, function(a, b)
  for i = 1, 1000 do t[i] = nil end
  return tostring(a) < tostring(b)
end)
pcall(table.sort, t, function(a, b)
  t[#t + 1] = 1
  return #t < 2000 and a ~= b
end)
return false
