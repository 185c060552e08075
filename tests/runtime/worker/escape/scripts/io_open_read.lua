-- Aim: read a file.
local ok, text = pcall(function() return io.open(require "gift".secret):read("*a") end)
if ok then print(text) end
return ok
