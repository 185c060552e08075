-- Aim: be handed the library's chunks, and call them with a host of ours.
-- Source: https://github.com/Zamiell/isaac-racing-client/pull/51
local real, got = assert, false
function _G.assert(chunk, ...)
  got = got or type(chunk) == "function"
  return real(chunk, ...)
end
require "gift".exercise()
_G.assert = real
return got
