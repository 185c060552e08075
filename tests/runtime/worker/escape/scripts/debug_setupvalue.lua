-- Aim: change what require keeps to itself.
return (pcall(function() return assert(debug.setupvalue(require, 1, {})) end))
