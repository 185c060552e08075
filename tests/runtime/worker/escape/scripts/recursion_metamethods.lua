-- Aim: an end of the C stack by metamethods that call each other.
local t = {}
setmetatable(t, {
  __index = function(_, k) return t[k .. "x"] .. "" end, __eq = function() return t == setmetatable({}, getmetatable(t)) end,
  __concat = function() return (t .. t) .. "" end, __lt = function() return not (t < t) end,
  __add = function() return t + t + 1 end, __call = function(self) return self() + 1 end, __len = function() return #t end,
})
pcall(function() return t.x end)
pcall(function() return t .. t end)
pcall(function() return t < t end)
pcall(function() return t + t end)
pcall(function() return t() end)
return false
