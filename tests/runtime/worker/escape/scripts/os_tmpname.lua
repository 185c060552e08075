-- Aim: make a file under a name that the C library finds.
return (pcall(function() return os.tmpname() end))
