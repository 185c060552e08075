-- Aim: reach ffi from a number of 64 bits: the lexer loads ffi on its own for 1LL (src/lj_lex.c of LuaJIT).
local ok, number = pcall(function() return load("return 1LL")() end)
if not ok then return false end
pcall(require "b24".call, "x.y", { number = number })
if pcall(function() return number.x end) or pcall(function() return number() end) then return true end
return type(getmetatable(number)) == "table" or (pcall(require, "ffi"))
