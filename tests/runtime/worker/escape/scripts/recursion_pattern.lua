-- Aim: an end of the C stack by what a pattern nests.
for _, pattern in ipairs { ("(a"):rep(1e4), ("a?"):rep(1e4) .. "b", ("%f[a]"):rep(1e4), ("%b()"):rep(1e4), "[" .. ("a"):rep(1e5) } do
  pcall(string.find, ("a"):rep(300), pattern)
end
return false
