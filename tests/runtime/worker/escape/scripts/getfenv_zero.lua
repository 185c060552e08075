-- Aim: the globals of the Lua state.
return getfenv(0) ~= _G
