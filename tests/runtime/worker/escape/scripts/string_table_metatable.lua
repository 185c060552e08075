-- Aim: methods of the library that are looked up in our table.
local seen = false
setmetatable(string, { __index = function() seen = true end })
require "gift".exercise()
setmetatable(string, nil)
return seen
