-- Aim: make a file.
local ok, file = pcall(function() return io.open(require "gift".target, "w") end)
return ok and file ~= nil
