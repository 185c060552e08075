-- Aim: the inside of the library.
for _, name in ipairs {
  "luabot.registry", "luabot/registry", "luabot//registry", "./luabot/registry", "[luabot]/luabot.registry",
  "[luabot]/json", "sandbox", "environment", "modules", "luabot.fields", "json.lua", "b24.",
} do
  if pcall(require, name) then return name end
end
return false
