-- Aim: a file beside the bundle.
return (pcall(require, "../secret"))
