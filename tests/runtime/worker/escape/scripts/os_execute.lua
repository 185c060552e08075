-- Aim: run a program.
return (pcall(function() return assert(os.execute("touch " .. require "gift".target)) end))
