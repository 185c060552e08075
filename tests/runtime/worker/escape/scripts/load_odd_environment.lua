-- Aim: an environment that is none, so that load takes the state's.
for _, env in ipairs { 5, "x", false, print, coroutine.create(print) } do
  local ok, chunk = pcall(load, "return (getfenv(1))", "x", "t", env)
  if ok and chunk and chunk() ~= _G then return true end
end
return false
