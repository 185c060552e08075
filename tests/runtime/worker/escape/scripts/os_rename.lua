-- Aim: move a file.
local gift = require "gift"
return (pcall(function() return assert(os.rename(gift.victim, gift.target)) end))
