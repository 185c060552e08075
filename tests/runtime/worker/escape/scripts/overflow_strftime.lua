-- Aim: formats of dates that the C library does not expect.
for _, pattern in ipairs { "%", "%E", "%O", "%Ez", "%1000000000d", "%-", "%_9999999c", ("%c"):rep(1e4), "%\0", "!%", "*t", "!*t" } do
  pcall(os.date, pattern)
  pcall(os.date, pattern, 2 ^ 40)
end
return false
