-- Aim: run a file of the disk, and show it in the error.
local _, why = pcall(function() return dofile(require "gift".secret) end)
print(why)
return tostring(why):find("SECRET", 1, true) ~= nil or rawget(_G, "dofile") ~= nil
