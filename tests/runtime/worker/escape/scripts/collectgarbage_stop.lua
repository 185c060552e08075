-- Aim: stop the collector, so that the memory of all runs grows.
for _, what in ipairs { "stop", "restart", "collect", "step", "setpause", "setstepmul", "generational" } do
  if pcall(collectgarbage, what, 1000) then return true end
end
return (pcall(collectgarbage))
