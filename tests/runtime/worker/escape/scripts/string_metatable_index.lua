-- Aim: other methods for all strings.
-- Source: https://github.com/MightyPirates/OpenComputers/issues/236
return (pcall(function() getmetatable("").__index = {} end))
