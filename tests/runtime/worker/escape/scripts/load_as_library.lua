-- Aim: a chunk that is taken for the library's: no line of it would be told.
local ok, chunk = pcall(load, "error 'x'", "@[luabot]/json.lua")
if ok and chunk then return true end
ok, chunk = pcall(loadstring, "error 'x'", "@[luabot]/json.lua")
return ok and chunk ~= nil
