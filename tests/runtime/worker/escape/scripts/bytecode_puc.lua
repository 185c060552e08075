-- Aim: bytecode of Lua 5.1 itself, as older exploits carry it.
-- Source: https://gist.github.com/corsix/6575486
return load("\27Lua\81\0\1\4\8\4\8\0") ~= nil
