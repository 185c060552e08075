-- Aim: write outside of an array whose check was hoisted out of the loop.
-- Source: https://github.com/LuaJIT/LuaJIT/issues/1194
-- May crash.
local s
local function f(depth)
  s = { nil, nil, nil, nil }
  for i = 1, 2 do
    if i ~= 1 then
      for j = -0, i do
        if j ~= 0 then
          s[j] = nil
          s = {}
        end
      end
    end
  end
  if depth > 0 then f(depth - 1) end
end
for _ = 1, 100 do f(50) end
return false
