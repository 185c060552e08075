-- Aim: answer what the library asks of its globals.
local got = false
setmetatable(_G, { __index = function(_, name) got = name end, __newindex = function(_, name) got = name end })
require "gift".exercise()
setmetatable(_G, nil)
return got
