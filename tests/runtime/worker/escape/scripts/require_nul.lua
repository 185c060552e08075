-- Aim: a name that ends early for C.
return pcall(require, "luabot/registry\0") or (pcall(require, "luabot.registry\0x"))
