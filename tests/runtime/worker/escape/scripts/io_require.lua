-- Aim: get io by its name as a module.
-- Source: https://github.com/Zamiell/isaac-racing-client/pull/51
return (pcall(require, "io"))
