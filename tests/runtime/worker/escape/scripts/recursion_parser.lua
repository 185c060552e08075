-- Aim: an end of the C stack by what the parser nests.
for _, text in ipairs { "(", "{", "do ", "if x then ", "function f() ", "-", "not ", "a.b[", "return ", "x=", "'' .. " } do
  load("return " .. text:rep(1e5))
  load(text:rep(1e5))
end
return false
