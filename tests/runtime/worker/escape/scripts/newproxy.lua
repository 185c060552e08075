-- Aim: userdata with a metatable of ours, and __gc in it.
return (pcall(function() return getmetatable(newproxy(true)) end))
