-- Aim: globals of the library by one of its functions.
-- Source: https://github.com/spelunky-fyi/overlunky/pull/438
for _, f in ipairs { require, print, load, pairs, require "json".encode, require "log".info, require "b24".call } do
  local ok, env = pcall(getfenv, f)
  if ok and env ~= _G then return true end
end
return false
