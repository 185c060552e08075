local luabot, ui = require "luabot", require "ui"

local bot = luabot.bot { code = "echo", properties = { name = "Echo" } }

bot:on("message", function(msg)
  msg:reply("You said: " .. ui.escape(msg.text or ""))
end)
