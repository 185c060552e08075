-- Aim: compile a file of the disk, and show it in the error.
local ok, _, why = pcall(function() return loadfile(require "gift".secret) end)
print(why)
return ok
