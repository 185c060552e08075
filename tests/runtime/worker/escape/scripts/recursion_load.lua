-- Aim: an end of the C stack by parsers that wait for parsers, each deep in what it reads.
local function f()
  local pieces = { ("("):rep(180) }
  return load(function() return table.remove(pieces) or f() end)
end
pcall(f)
return false
