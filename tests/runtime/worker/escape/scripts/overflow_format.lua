-- Aim: numbers that are longer than the place where they are made.
-- Source: https://github.com/LuaJIT/LuaJIT/issues/1149 (CVE-2024-25176)
-- May crash.
for _, number in ipairs { 0x1.144399609d407p+401, 1.7976931348623157e308, -2.2250738585072014e-308, 5e-324, 1 / 0, 0 / 0 } do
  for _, letter in ipairs { "g", "e", "f", "a", "G", "d", "x", "o", "i", "u", "c" } do
    for _, form in ipairs { "%7", "%99.99", "%-99.99", "%+ 099.99", "%.0", "%#.99", "%100.100", "%" } do
      pcall(string.format, form .. letter, number)
    end
  end
end
pcall(string.format, "%" .. ("0"):rep(1e5) .. "d", 1)
pcall(string.format, ("%s"):rep(1e5), "x")
pcall(string.format, "%q", ("\0\n\r\\\""):rep(1e5))
pcall(string.format, "%")
return false
