-- Aim: globals of the library by a function of C.
for _, f in ipairs { pcall, getmetatable, string.rep, math.random, coroutine.wrap(print), table.remove } do
  if getfenv(f) ~= _G then return true end
end
return false
