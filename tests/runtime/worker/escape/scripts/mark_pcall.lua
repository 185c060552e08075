-- Aim: catch a call of the host on its way out by pcall.
local caught = { pcall(function() return require "b24".call("x.y", {}) end) }
return type(caught[2]) == "userdata"
