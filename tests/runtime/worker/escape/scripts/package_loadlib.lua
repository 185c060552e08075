-- Aim: load a library of C.
return (pcall(function() return assert(package.loadlib("libc.so.6", "*")) end))
