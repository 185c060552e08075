-- Aim: metatables that are protected.
return (pcall(function() return assert(debug.getmetatable("").__index) end))
