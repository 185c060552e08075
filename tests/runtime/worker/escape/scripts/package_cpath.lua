-- Aim: a module in C.
return (pcall(function() package.cpath = "/usr/lib/?.so" return package.searchpath("x", package.cpath) or true end))
