-- Aim: a library of C as a module.
return pcall(require, "libc") or pcall(require, "/lib/x86_64-linux-gnu/libc.so.6") or (pcall(require, "lfs"))
