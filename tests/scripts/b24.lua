-- The host answers a call with {op, params, options, where}, and refuses methods named fail.*.
local luabot, b24, json = require "luabot", require "b24", require "json"
local bot = luabot.bot { code = "t", properties = { name = "T" } }

local function refused(pattern, f, ...)
  local ok, why = pcall(f, ...)
  assert(not ok, "it was not refused")
  assert(tostring(why):find(pattern, 1, true), tostring(why))
end

bot:on("message", function()
  -- names
  local got = b24.imbot.v2.Chat.Message.send { dialogId = "5" }
  assert(got.op == "imbot.v2.Chat.Message.send")
  assert(got.params.dialogId == "5" and got.options.named == true)
  assert(got.where == "b24.lua:13", got.where)
  assert(b24.crm.deal.list().op == "crm.deal.list")
  assert(b24.server.time {}.op == "server.time")
  assert(tostring(b24.im.user) == "b24.im.user")
  local send = b24.imbot.v2.Chat.Message.send
  assert(send { a = 1 }.params.a == 1)
  assert(b24.null {} == nil)

  -- call
  got = b24.call("some.method", { x = json.array {} }, { timeout = 5, retry = "always", priority = "bulk" })
  assert(got.op == "some.method" and got.options.named == nil)
  assert(got.options.timeout == 5 and got.options.retry == "always" and got.options.priority == "bulk")
  assert(b24.call("plain").options == nil)

  -- failure
  local ok, err = pcall(b24.fail.now, {})
  assert(not ok and err.code == "ACCESS_DENIED" and err.status == 403 and err.method == "fail.now")
  assert(tostring(err):find("^fail.now: ACCESS_DENIED: Access denied %(b24.lua:%d+%)$"), tostring(err))
  assert(("" .. err):find("^fail.now: ") and (err .. "!"):find("!$"))
  local value
  value, err = b24.try.fail.now {}
  assert(value == nil and err.code == "ACCESS_DENIED")
  value, err = b24.try.call("fail.later", { a = 1 })
  assert(value == nil and err.method == "fail.later")
  value, err = b24.try.im.fine { a = 1 }
  assert(value.op == "im.fine" and err == nil)
  ok, err = xpcall(function() b24.fail.now {} end, function(e) return { handled = e.code } end)
  assert(not ok and err.handled == "ACCESS_DENIED")

  -- mistakes
  refused("im.user.get: parameters must be a table, not a string", b24.im.user.get, "x")
  refused("unknown field 'options.retri'; did you mean 'retry'?", b24.im.user.get, {}, { retri = "always" })
  refused("options.retry cannot be 'often'", b24.im.user.get, {}, { retry = "often" })
  refused("options.priority cannot be 'high'", b24.im.user.get, {}, { priority = "high" })
  refused("options.timeout must be a number, not a string", b24.im.user.get, {}, { timeout = "5" })
  refused("b24.call: the method's name is missing", b24.call)
  refused("write a dot before the last word", function() b24.im.user:get {} end)
  refused("which method?", function() b24 {} end)
  refused("cannot be replaced", function() b24.im.user.get.x = 1 end)
  refused("f: a function cannot be sent", b24.im.user.get, { f = print })
  refused("f: a function cannot be sent", b24.try.im.user.get, { f = print })
  refused("a method's name is made of words", function() return b24[1] end)
  refused("b24.try.list: there is none", b24.try.list, "crm.deal.list")
end)
