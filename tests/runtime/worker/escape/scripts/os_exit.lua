-- Aim: end the worker, and all runs with it.
pcall(function() os.exit(0) end)
return false
