-- Aim: indices that wrap around.
local ends = { -2 ^ 53, -2 ^ 31 - 1, -2 ^ 31, -1, 0, 1, 2 ^ 31 - 1, 2 ^ 31, 2 ^ 32, 2 ^ 53, 1 / 0, -1 / 0, 0 / 0 }
for _, i in ipairs(ends) do
  for _, j in ipairs(ends) do
    local ok, text = pcall(string.sub, "secret", i, j)
    if ok and #text > 6 then return true end
    local bytes = { pcall(string.byte, "secret", i, j) }
    if bytes[1] and #bytes > 7 then return true end
    pcall(string.find, "secret", "e", i, true)
  end
  -- What becomes a number far below takes its time, which is for the watchdog.
  if i >= -1 and i < 2 ^ 31 then
    pcall(table.insert, { 1, 2, 3 }, i, 1)
    pcall(table.remove, { 1, 2, 3 }, i)
  end
  pcall(table.concat, {}, "x", i, i)
  pcall(bit.lshift, i, i)
  pcall(bit.tohex, i, i)
  pcall(os.date, "%c", i)
  pcall(os.date, "*t", i)
  pcall(os.time, { year = i, month = i, day = i })
  pcall(math.random, i)
  pcall(math.randomseed, i)
  pcall(math.ldexp, 1, i)
  pcall(tostring, i)
end
return false
