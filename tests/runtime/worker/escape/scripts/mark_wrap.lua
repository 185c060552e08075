-- Aim: the same by coroutine.wrap and nested coroutines.
local first = coroutine.wrap(function()
  return coroutine.wrap(function() return require "b24".call("x.y", {}) end)()
end)()
return type(first) == "userdata"
