-- Aim: write into the host's standard error.
return (pcall(function() io.stderr:write("") end))
