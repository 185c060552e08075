--- A bot: `local luabot = require "luabot"`.
---
---     local bot = luabot.bot { code = "pizza", type = "bot", properties = { name = "Pizza" } }
---     bot:command("order", { title = "Order a pizza" }, function(call) call:reply("Which one?") end)
---     bot:on("message", function(msg) msg:reply("You said: " .. msg.text) end)
local _, _, require = ...
local check = require "luabot.check"
local registry = require "luabot.registry"

local luabot = {}
---@class luabot.Bot
local Bot = {}
Bot.__index = Bot
Bot.__metatable = false

local fields = check.set "code type properties isHidden isReactionsEnabled isSupportOpenline backgroundId"
local properties = check.set "name lastName workPosition color gender avatar"
local types = check.set "bot supervisor personal openline"
-- What belongs to the host, and not to a script that may run on many portals.
local not_here = {
  botToken = "the host makes the token",
  eventMode = "how events come is set where the bot is run",
  webhookUrl = "how events come is set where the bot is run",
}

--- Declares the bundle's bot; once, at the top level.
---@param declaration table
---   code: string, the bot's name among machines; a portal has one bot of a code
---   properties: {name=…, lastName=…, workPosition=…, color=…, gender=…, avatar=…}; the name is needed
---   type: "bot" (default), "supervisor", "personal" or "openline"
---   isHidden, isReactionsEnabled, isSupportOpenline: boolean; backgroundId: string
---@return luabot.Bot
--- Raises an error about a missing, unknown or wrong field.
function luabot.bot(declaration)
  local what = "luabot.bot"
  check.type(what, "the declaration", declaration, "table")
  for name, why in pairs(not_here) do
    if declaration[name] ~= nil then check.fail("%s: '%s' does not belong here: %s", what, name, why) end
  end
  check.keys(what, declaration, fields)
  check.type(what, "code", declaration.code, "string")
  if declaration.code == "" then check.fail("%s: code is empty", what) end
  check.type(what, "properties", declaration.properties, "table")
  check.keys(what, declaration.properties, properties, "properties.")
  check.type(what, "properties.name", declaration.properties.name, "string")
  check.one_of(what, "type", declaration.type, types)
  for _, name in ipairs { "isHidden", "isReactionsEnabled", "isSupportOpenline" } do
    check.type(what, name, declaration[name], "boolean", true)
  end
  check.type(what, "backgroundId", declaration.backgroundId, "string", true)
  local others = {}
  for name, value in pairs(declaration) do
    if name ~= "code" and name ~= "type" and name ~= "properties" then others[name] = value end
  end
  registry.set_bot {
    code = declaration.code,
    type = declaration.type or "bot",
    properties = declaration.properties,
    others = others,
  }
  return setmetatable({}, Bot)
end

--- Handles a slash command, typed or sent by a button.
---@param name string with or without the slash; upper and lower case are the same
---@param options? table|string the title; or a table
---   title, params: a text, or texts by language {en=…, de=…}; without a title it is the command itself
---   common: works in chats that the bot is not in; hidden: not shown in lists
---   extranetSupport: for extranet users too
---@param handler fun(call: luabot.Event) gets the event; call.args is what follows the command
--- Raises an error about a wrong argument, or a command that has a handler already.
function Bot:command(name, options, handler)
  check.type("bot:command", "self (write bot:command)", self, "table")
  registry.command(name, options, handler)
end

--- Handles an event.
---@param name string message, update, delete, join, command, reaction, context, removed; a raw name such as
---   "ONIMBOTV2MESSAGEADD"; or "*" for all that no other handler takes
---@param handler fun(event: luabot.Event) gets the event's data, with the helpers text, dialogId, userId, messageId,
---   replyId, type, args, files, reply and upload, and its `chat` with send and upload
--- Raises an error about an unknown event, or one that has a handler already.
function Bot:on(name, handler)
  check.type("bot:on", "self (write bot:on)", self, "table")
  registry.on(name, handler)
end

--- A chat to write to, without an event of it.
---
---     luabot.chat("chat5"):send("Hello")
---     luabot.chat("chat5"):upload { name = "report.csv", content = bytes }
---
---@param dialogId string|integer "chat5", or a user's id
---@return luabot.Chat chat with send(content, options) and upload(source, options), as events have
luabot.chat = require("luabot.event").chat

return luabot
