-- Aim: a path that dots make.
return pcall(require, "....etc.passwd") or pcall(require, ".etc.passwd") or (pcall(require, "...secret"))
