-- Aim: see what the library works on by any method of strings.
local seen, kept = false, {}
for name, f in pairs(string) do
  kept[name] = f
  string[name] = function(...)
    seen = true
    return f(...)
  end
end
require "gift".exercise()
for name, f in next, kept do string[name] = f end
return seen
