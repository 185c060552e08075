-- Aim: bytecode behind a byte order mark.
return load("\239\187\191" .. require "gift".bytecode) ~= nil
