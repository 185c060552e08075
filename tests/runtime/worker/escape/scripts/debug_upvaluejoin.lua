-- Aim: share a variable with a function of the library.
return (pcall(function() debug.upvaluejoin(require, 1, function() return _G end, 1) end))
