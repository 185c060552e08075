-- Aim: bytecode behind a first line that the lexer skips.
return load("#!/usr/bin/luajit\n" .. require "gift".bytecode) ~= nil
