-- Aim: a call of the host where nobody can wait: it would be lost, and the next answer be somebody else's.
local b24 = require "b24"
return (pcall(table.sort, { 3, 2, 1 }, function() return b24.call("x.y", {}) == nil end))
