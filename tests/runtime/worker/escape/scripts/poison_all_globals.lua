-- Aim: have the library call any global function of ours.
local got, kept = false, {}
local G, exercise, next = _G, require "gift".exercise, next
for name, f in pairs(G) do
  if type(f) == "function" then kept[name] = f end
end
for name, f in next, kept do
  G[name] = function(...)
    got = name
    return f(...)
  end
end
exercise()
for name, f in next, kept do G[name] = f end
return got
