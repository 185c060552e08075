-- Aim: globals of our making for functions of the library.
for _, f in ipairs { require, print, pairs, require "json".encode, require "b24".call, coroutine.wrap(print) } do
  if pcall(setfenv, f, {}) then return true end
end
return false
