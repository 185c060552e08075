-- Messages concern nobody here: they are decoded, verified and answered, and nothing is kept of them.
local luabot = require "luabot"

local bot = luabot.bot { code = "bench", properties = { name = "Bench" } }

bot:on("context", function() end)
