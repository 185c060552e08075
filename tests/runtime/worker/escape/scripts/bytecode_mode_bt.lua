-- Aim: bytecode with a mode and an environment.
return load(require "gift".bytecode, "x", "bt", {}) ~= nil
