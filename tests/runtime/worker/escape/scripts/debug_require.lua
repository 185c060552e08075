-- Aim: debug by its name as a module.
local ok, module = pcall(require, "debug")
return ok and module.getinfo ~= nil
