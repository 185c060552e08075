-- Aim: be handed the sources of the library, to change them.
local real, got = pairs, false
function _G.pairs(t)
  got = got or type(t["b24.lua"]) == "string"
  return real(t)
end
require "gift".exercise()
_G.pairs = real
return got
