-- Aim: run bytecode, which the interpreter believes: it reads and writes any memory.
-- Source: https://gist.github.com/corsix/6575486, https://0xbigshaq.github.io/2022/12/30/luajit-sandbox-escape/
return load(require "gift".bytecode) ~= nil
