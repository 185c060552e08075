-- Aim: module and package.seeall, which write globals.
return (pcall(function() module("evil", package.seeall) end))
