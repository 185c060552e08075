-- Aim: leave functions of C behind on the stack.
local function away() coroutine.yield("away") end
for _, attack in ipairs {
  function() table.sort({ 3, 2, 1 }, away) end,
  function() ("x"):gsub("x", away) end,
  function() load(away) end,
  function() xpcall(error, away) end,
  function() return ("%s"):format(setmetatable({}, { __tostring = away })) end,
} do
  local co = coroutine.create(attack)
  coroutine.resume(co)
  coroutine.resume(co)
end
return false
