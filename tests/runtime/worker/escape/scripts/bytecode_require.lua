-- Aim: a file of the bundle that is bytecode.
return (pcall(require, "evil"))
