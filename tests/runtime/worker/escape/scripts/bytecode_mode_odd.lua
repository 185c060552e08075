-- Aim: bytecode by modes that a check may not think of.
local bytecode = require "gift".bytecode
for _, mode in ipairs { "", "bbbb", "tb", "b\0t", "B" } do
  if load(bytecode, "x", mode) then return true end
end
return false
