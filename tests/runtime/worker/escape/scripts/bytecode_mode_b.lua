-- Aim: bytecode where the mode asks for it.
return load(require "gift".bytecode, "x", "b") ~= nil
