-- A run for each event, in which nothing is done.
local luabot = require "luabot"

local bot = luabot.bot { code = "bench", properties = { name = "Bench" } }

bot:on("message", function() end)
