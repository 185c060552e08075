-- Aim: answer another run in the host's place.
local self = coroutine.running()
return function(phase)
  if phase == 1 then
    local answer = require "b24".call("test.wait", {})
    return answer == "forged"
  end
  if self == nil then return false end
  return (coroutine.resume(self, true, "forged"))
end
