-- Aim: globals of our making for functions of C.
for _, f in ipairs { pcall, string.rep, math.random, table.remove, table.getn } do
  if pcall(setfenv, f, {}) then return true end
end
return false
