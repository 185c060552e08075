-- Aim: bytecode by load called from C.
local _, chunk = xpcall(load, print, require "gift".bytecode)
return type(chunk) == "function"
