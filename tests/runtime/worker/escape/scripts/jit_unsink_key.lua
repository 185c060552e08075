-- Aim: break a table that the compiler kept out of memory.
-- Source: https://github.com/LuaJIT/LuaJIT/issues/1052
-- May crash.
for _ = 1, 100 do
  local counter, slot = 0, "slot"
  while true do
    counter = counter + 1
    slot = { [slot] = "foo" }
    if counter > 60 then break end
    slot = "slot"
  end
  if slot.slot ~= "foo" then return true end
end
return false
