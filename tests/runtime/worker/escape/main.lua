-- The bot that an attack is a part of. Messages: "1" attacks, "2" goes on with it in another run, "3" is ordinary work.
local luabot, log, b24 = require "luabot", require "log", require "b24"
local pcall, require, type, tostring, error = pcall, require, type, tostring, error
local bot = luabot.bot { code = "hostile", properties = { name = "Hostile" } }
require "gift"

local function work()
  local answer = b24.call("x.work", { b = 2, a = { 1, 2 }, text = ("abc"):upper():gsub("B", "-") })
  log.info("worked %s", tostring(answer.id))
end

local function attack(phase)
  local ok, reached = pcall(require, "attack")
  if ok and type(reached) == "function" then ok, reached = pcall(reached, phase) end
  if not ok then error("BROKEN: " .. tostring(reached), 0) end
  if type(reached) == "table" then error(reached, 0) end
  log.info(reached and "ESCAPED: " .. tostring(reached) or "contained")
end

bot:on("message", function(message)
  if message.text == "3" then work() else attack(message.text == "1" and 1 or 2) end
end)
