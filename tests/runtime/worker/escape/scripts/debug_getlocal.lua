-- Aim: locals of whoever called us.
return (pcall(function() return debug.getlocal(2, 1) end))
