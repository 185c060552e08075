-- Aim: choose the files that require looks for.
-- Source: https://github.com/Zamiell/isaac-racing-client/pull/51
local real, got = ipairs, false
function _G.ipairs(t)
  got = true
  return real(t)
end
require "gift".exercise()
_G.ipairs = real
return got
