-- Aim: a metatable for all numbers or strings.
return (pcall(function() debug.setmetatable(0, { __index = function() return 1 end }) end))
