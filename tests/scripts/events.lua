-- The event: message 789 "hi", which answers 77, of user 1 in chat5.
local luabot, json = require "luabot", require "json"
local bot = luabot.bot { code = "t", properties = { name = "T" } }

local function refused(pattern, f, ...)
  local ok, why = pcall(f, ...)
  assert(not ok, "it was not refused")
  assert(tostring(why):find(pattern, 1, true), tostring(why))
end

bot:on("message", function(msg)
  assert(msg.text == "hi" and msg.dialogId == "chat5" and msg.userId == 1 and msg.messageId == 789)
  assert(msg.type == "ONIMBOTV2MESSAGEADD" and msg.replyId == 77 and msg.args == nil)
  assert(msg.message.id == 789 and msg.chat.dialogId == "chat5" and msg.user.id == 1)
  assert(rawget(msg, "text") == nil and msg.unknown == nil)
  assert(json.encode(msg):find('^{"chat":'))

  assert(msg:reply("one") == 1)
  assert(msg:reply(2) == 2)
  local content = { message = "three", keyboard = { {} }, attach = json.array {} }
  assert(msg:reply(content, { quote = true, timeout = 3 }) == 3)
  local fields = { message = "four" }
  msg:reply(fields, { quote = true })
  assert(fields.replyId == nil, "the script's table was changed")

  -- A long text is several messages.
  local last, ids = msg:reply({ message = ("A line of text.\n"):rep(3000), keyboard = { { TEXT = "x" } } },
    { quote = true })
  assert(#ids == 3 and last == ids[3] and ids[1] + 2 == last)

  refused("reply: a text or a table of fields is needed, not a nil", msg.reply, msg)
  refused("reply: unknown field 'mesage'; did you mean 'message'?", msg.reply, msg, { mesage = "x" })
  refused("reply: options must be a table, not a string", msg.reply, msg, "x", "quote")
  refused("imbot.v2.Chat.Message.send: unknown field 'options.quot'", msg.reply, msg, "x", { quot = true })
  refused("answer: only a command can be answered", msg.answer, msg, "x")

  msg.command = { id = 78, command = "/help", params = "topic" }
  assert(msg.args == "topic")
  local answer = msg:answer("done")
  assert(answer.op == "imbot.v2.Command.answer")
  local sent = answer.params
  assert(sent.commandId == 78 and sent.messageId == 789 and sent.dialogId == "chat5" and sent.fields.message == "done")
  refused("answer: unknown field 'replyId'", msg.answer, msg, { message = "x", replyId = 1 })

  msg.chat, msg.message = nil, nil
  assert(msg.text == nil and msg.dialogId == nil and msg.replyId == nil)
  refused("reply: this event belongs to no dialog", msg.reply, msg, "x")
  refused("reply: this event has no message to quote", msg.reply, msg, "x", { quote = true })
  msg.dialogId = 7
  assert(msg:answer("x").params.dialogId == "7")
  refused("bot:on: only while the script loads", bot.on, bot, "join", print)
end)
