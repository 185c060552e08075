-- Aim: find the host, or a function that scripts are not given, in anything that can be reached.
local wanted = { call = true, mark = true, encode = true, elapsed_ms = true, markdown = true }
local forbidden = {
  io = true, ffi = true, jit = true, package = true, loadlib = true, dump = true, getregistry = true, execute = true,
  newproxy = true, dofile = true, loadfile = true, sethook = true, getupvalue = true, popen = true,
}
local seen, found = {}, false
local function walk(value)
  local kind = type(value)
  if kind ~= "table" and kind ~= "function" or seen[value] then return end
  seen[value] = true
  if kind == "function" then
    local ok, env = pcall(getfenv, value)
    return ok and walk(env)
  end
  local matches = 0
  for key, field in next, value do
    if forbidden[key] and type(field) ~= "string" and type(field) ~= "boolean" then found = key end
    if wanted[key] then matches = matches + 1 end
    walk(key)
    walk(field)
  end
  if matches == 5 then found = "host" end
  walk(getmetatable(value))
end
walk(_G)
for _, name in ipairs { "luabot", "b24", "ui", "store", "json", "log", "file" } do walk(require(name)) end
walk(getmetatable(""))
walk(getmetatable(print))
walk(coroutine.running())
return found
