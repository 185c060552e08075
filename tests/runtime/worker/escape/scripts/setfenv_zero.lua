-- Aim: replace the globals of the Lua state, and so of what is loaded later.
return (pcall(setfenv, 0, {}))
