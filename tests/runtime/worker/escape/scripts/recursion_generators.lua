-- Aim: the same by generators that resume each other.
-- Source: https://github.com/LuaJIT/LuaJIT/issues/1452
pcall(function()
  local function gen(n)
    for i = 1, n do
      coroutine.yield(i)
      for _ in coroutine.wrap(gen), 5 do break end
      coroutine.wrap(gen)(5)
    end
  end
  local function nest(depth) return coroutine.wrap(function() return nest(depth + 1) end)() end
  coroutine.wrap(gen)(5)
  nest(1)
end)
return false
