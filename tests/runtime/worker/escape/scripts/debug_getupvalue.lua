-- Aim: what require keeps to itself.
return (pcall(function() return assert(debug.getupvalue(require, 1)) end))
