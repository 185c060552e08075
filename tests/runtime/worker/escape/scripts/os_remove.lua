-- Aim: remove a file.
return (pcall(function() return assert(os.remove(require "gift".victim)) end))
