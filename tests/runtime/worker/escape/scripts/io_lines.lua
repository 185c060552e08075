-- Aim: read a file by io.lines.
return (pcall(function() for line in io.lines(require "gift".secret) do print(line) end end))
