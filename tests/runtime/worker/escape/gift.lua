-- What the test gives an attacker: paths of a secret to read, a target to make and a victim to remove, bytecode that
-- this LuaJIT takes, and a walk through the library.
local gift = require "paths"
local require, pcall, print, tostring = require, pcall, print, tostring
local luabot, b24, log = require "luabot", require "b24", require "log"

--- Uses what the library has, in ways that succeed and in ways that do not.
function gift.exercise()
  local ui, store, file, json = require "ui", require "store", require "file", require "json"
  pcall(require, "nope")
  pcall(require, "luabot.registry")
  pcall(json.decode, json.encode { a = { 1, 2 }, b = json.array {}, c = json.null })
  pcall(json.encode, print)
  pcall(ui.escape, "[b]x[/b]")
  pcall(ui.markdown, "**x** `y`\n\n* z")
  pcall(ui.keyboard, { { "a", "b" } })
  log.info("%s and %d", "x", 5)
  print("x", 5, gift)
  pcall(store.set, "key", { 1, 2 })
  pcall(store.get, "key")
  pcall(file.save, "name", "bytes")
  pcall(b24.call, "x.y", { z = 1 }, { timeout = 5 })
  pcall(b24.try.call, "x.y")
  pcall(b24.imbot.v2.Chat.get, { dialogId = "chat5" })
  pcall(b24.imbot.v2.Chat.get, { dialogid = "chat5" })
  pcall(b24.batch, { a = { "x.y", { z = 1 } } })
  pcall(function() for _ in b24.list("x.list", { filter = {} }) do break end end)
  local chat = luabot.chat("chat5")
  pcall(chat.send, chat, ("word "):rep(5000))
  pcall(luabot.bot, {})
  return tostring(gift)
end

return gift
