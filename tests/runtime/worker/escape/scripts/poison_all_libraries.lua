-- Aim: have the library call any function of ours in table, math, coroutine, os, debug or bit.
local got, kept = false, {}
for _, library in ipairs { table, math, coroutine, os, debug, bit } do
  for name, f in pairs(library) do
    if type(f) == "function" then
      kept[#kept + 1] = { library, name, f }
      library[name] = function(...)
        got = name
        return f(...)
      end
    end
  end
end
require "gift".exercise()
for i = 1, #kept do kept[i][1][kept[i][2]] = kept[i][3] end
return got
