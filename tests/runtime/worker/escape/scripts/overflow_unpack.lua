-- Aim: more values than the stack has room for.
for _, range in ipairs { { 1, 2 ^ 31 - 1 }, { -2 ^ 31, 2 ^ 31 - 1 }, { 2 ^ 31 - 2, 2 ^ 31 - 1 }, { 1, 1e7 }, { -1e7, -1 } } do
  local ok = pcall(function() return select("#", unpack({}, range[1], range[2])) end)
  if ok and range[2] - range[1] > 1e6 then return true end
end
pcall(select, -2 ^ 31, 1)
pcall(select, 2 ^ 31, 1)
return (pcall(string.char, unpack({}, 1, 200)))
