-- Aim: change how the whole process reads and writes numbers.
return (pcall(function() return os.setlocale("C") end))
