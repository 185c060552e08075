-- Aim: the buffers of LuaJIT 2.1, which decode what they are given.
return (pcall(require, "string.buffer"))
