-- Aim: bytecode handed over byte by byte, behind empty pieces' backs.
local bytecode, at = require "gift".bytecode, 0
local chunk = load(function()
  at = at + 1
  return at <= #bytecode and bytecode:sub(at, at) or nil
end)
return chunk ~= nil
