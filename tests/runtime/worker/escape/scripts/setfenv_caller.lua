-- Aim: globals of our making for whoever called us, which shows when the next event is handed on.
local real, pcall, setfenv, used = _G, pcall, setfenv, nil
local spy = setmetatable({}, {
  __index = function(_, name)
    used = name
    return real[name]
  end,
})
for level = 1, 60 do pcall(setfenv, level, spy) end
return function() return used end
