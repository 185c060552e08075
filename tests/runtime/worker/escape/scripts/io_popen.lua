-- Aim: run a program and read what it prints.
return (pcall(function() print(io.popen("cat " .. require "gift".secret):read("*a")) end))
