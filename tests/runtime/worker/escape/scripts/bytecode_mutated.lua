-- Aim: any of many mutations of a dump.
-- Source: https://github.com/LuaJIT/LuaJIT/issues/1148
local bytecode = require "gift".bytecode
for at = 1, #bytecode do
  if load(bytecode:sub(1, at - 1) .. string.char((bytecode:byte(at) + 1) % 256) .. bytecode:sub(at + 1)) then
    return at > 1
  end
end
return false
