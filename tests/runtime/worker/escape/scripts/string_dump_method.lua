-- Aim: string.dump as a method of strings, where a sandbox forgot it.
-- Source: https://github.com/minetest-mods/mesecons/issues/380
return ("").dump ~= nil
