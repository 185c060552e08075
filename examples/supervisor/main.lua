local luabot, b24, ui = require "luabot", require "b24", require "ui"

-- A supervisor sees every message of the chats it is in, and may read others there.
local bot = luabot.bot { code = "supervisor", type = "supervisor", properties = { name = "Supervisor" } }

local function name_of(user)
  return user and user.name or "someone"
end

bot:on("message", function(msg)
  if not msg.replyId then return end
  local original, err = b24.try.imbot.v2.Chat.Message.get { messageId = msg.replyId }
  if not original then
    msg:reply("I cannot read the message that this answers: " .. ui.escape(err.description or err.code))
    return
  end
  msg:reply(("%s answers %s, who wrote:\n>>%s"):format(
    ui.escape(name_of(msg.user)), ui.escape(name_of(original.user)),
    ui.escape(original.message.text or ""):gsub("\n", "\n>>")))
end)

bot:command("summary", { title = { en = "Who wrote how much around here" } }, function(call)
  local context = b24.imbot.v2.Chat.Message.getContext { messageId = call.messageId, range = 50 }
  local names, counts, order = {}, {}, {}
  for _, user in ipairs(context.users) do names[user.id] = user.name end
  for _, message in ipairs(context.messages) do
    local author = message.authorId
    if not message.isSystem and author ~= 0 then
      if not counts[author] then order[#order + 1] = author end
      counts[author] = (counts[author] or 0) + 1
    end
  end
  table.sort(order, function(a, b)
    if counts[a] ~= counts[b] then return counts[a] > counts[b] end
    return a < b
  end)
  local lines = { ("%d messages:"):format(#context.messages) }
  for _, author in ipairs(order) do
    lines[#lines + 1] = ("%s: %d"):format(ui.escape(names[author] or "user " .. author), counts[author])
  end
  call:reply(table.concat(lines, "\n"))
end)
