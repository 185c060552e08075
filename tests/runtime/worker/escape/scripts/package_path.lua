-- Aim: make require search the disk.
return (pcall(function() package.path = "/?" return require(require "gift".secret:sub(2)) end))
