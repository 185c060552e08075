-- Aim: globals of the library from a function that it calls.
local seen = false
local function look()
  for level = 1, 20 do
    local ok, env = pcall(getfenv, level)
    seen = seen or ok and env ~= _G
  end
end
pcall(table.sort, { 3, 2, 1 }, look)
pcall(string.gsub, "x", "x", look)
pcall(tostring, setmetatable({}, { __tostring = look }))
pcall(print, setmetatable({}, { __tostring = look }))
pcall(xpcall, error, look)
return seen
