-- Aim: constants and bytecode of functions by jit.util, traces by jit.attach.
for _, name in ipairs { "jit", "jit.util", "jit.opt", "jit.profile", "jit.v" } do
  if pcall(require, name) then return true end
end
return false
