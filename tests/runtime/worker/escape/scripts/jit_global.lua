-- Aim: change the compiler: jit.off, jit.flush, jit.opt.
return rawget(_G, "jit") ~= nil
