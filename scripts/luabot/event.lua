-- What a handler gets: the event's data as Bitrix24 names it, and short helpers beside it.
local _, _, require = ...
local check = require "luabot.check"
local b24 = require "b24"
local files = require "luabot.files"
local split = require "luabot.split"

local event = {}

-- Parts of the data may be missing: an event of another kind, or a portal that sends less.
local function part(data, name, field)
  local t = rawget(data, name)
  if type(t) == "table" then return t[field] end
end

local files_made = setmetatable({}, { __mode = "k" })

--- Fields that are worked out when they are asked for.
local computed = {
  text = function(data) return part(data, "message", "text") end,
  messageId = function(data) return part(data, "message", "id") end,
  -- In a private chat this is the other person's user id.
  dialogId = function(data) return part(data, "chat", "dialogId") end,
  userId = function(data) return part(data, "user", "id") end,
  args = function(data) return part(data, "command", "params") end,
  -- Made once, so that what a script puts into a file's table stays there.
  files = function(data)
    files_made[data] = files_made[data] or files.of(data)
    return files_made[data]
  end,
  -- The message that this one answers. The portal keeps it among the message's parameters.
  replyId = function(data)
    local params = part(data, "message", "params")
    return type(params) == "table" and tonumber(params.REPLY_ID or params.replyId) or nil
  end,
}

local message_fields = check.set "message attach keyboard system urlPreview replyId templateId forwardIds"
local answer_fields = check.set "message attach keyboard menu system urlPreview"

-- A text or a table of the method's fields.
local function fields_of(what, content, known)
  local kind = type(content)
  if kind == "string" or kind == "number" then return { message = tostring(content) } end
  if kind ~= "table" then check.fail("%s: a text or a table of fields is needed, not a %s", what, kind) end
  check.keys(what, content, known)
  local fields = {}
  for key, value in pairs(content) do fields[key] = value end
  return fields
end

local function dialog_of(what, data)
  local dialog = data.dialogId
  if dialog == nil then check.fail("%s: this event belongs to no dialog", what) end
  return tostring(dialog)
end

-- The fields of each part of a text that is too long for one message. What belongs to one message alone goes with the
-- first (the quote, forwarded messages) or the last (what is shown below the text).
local first_only = { "replyId", "forwardIds", "templateId" }
local last_only = { "keyboard", "attach", "menu" }

local function without(fields, names)
  local copy = {}
  for key, value in pairs(fields) do copy[key] = value end
  for _, name in ipairs(names) do copy[name] = nil end
  return copy
end

local function parts_of(fields)
  if type(fields.message) ~= "string" then return { fields } end
  local texts = split(fields.message)
  if #texts == 1 then return { fields } end
  local parts = {}
  for i, text in ipairs(texts) do
    local piece = fields
    if i > 1 then piece = without(piece, first_only) end
    if i < #texts then piece = without(piece, last_only) end
    parts[i] = without(piece, {})
    parts[i].message = text
  end
  return parts
end

local function send(dialog, fields, options)
  local last, ids = nil, {}
  for i, piece in ipairs(parts_of(fields)) do
    local sent = b24.imbot.v2.Chat.Message.send({ dialogId = dialog, fields = piece }, options)
    last = type(sent) == "table" and sent.id or nil
    ids[i] = last
  end
  return last, ids
end

local function upload(dialog, source, options)
  return files.upload(dialog, source, options, function(text) send(dialog, { message = text }) end)
end

---@class luabot.Event
---@field type string the event's name, "ONIMBOTV2MESSAGEADD"
---@field text? string of the message
---@field messageId? integer
---@field dialogId? string where it happened; in a private chat the other person's user id
---@field userId? integer who did it
---@field args? string what follows a command's name
---@field replyId? integer the message that this one answers
---@field files? luabot.File[] of the message
---@field message? b24.Message
---@field chat? b24.Chat|luabot.Chat
---@field user? b24.User
---@field bot? b24.Bot
---@field command? b24.Command
local methods = {}

--- Answers in the dialog that the event came from. A text over 20,000 characters goes as several messages, one after
--- the other; what is shown below it comes with the last.
---@param content string|table the text, or the fields of imbot.v2.Chat.Message.send: message, keyboard, attach, …
---@param options? table `quote = true` quotes the message of the event; the rest is as for b24's functions
---@return integer id of the (last) sent message
---@return integer[] ids of all of them
--- Raises the portal's error, and a text for what cannot be sent.
function methods:reply(content, options)
  local fields = fields_of("reply", content, message_fields)
  if options ~= nil then
    check.type("reply", "options", options, "table")
    if options.quote then
      fields.replyId = self.messageId
      if not fields.replyId then check.fail("reply: this event has no message to quote") end
    end
    local rest = {}
    for key, value in pairs(options) do
      if key ~= "quote" then rest[key] = value end
    end
    options = rest
  end
  return send(dialog_of("reply", self), fields, options)
end

--- Sends a file to the dialog that the event came from.
---@param source table name: as people see it; content: its bytes, any up to 100 MiB, or file: the name of one of the
---   bot's own files; message: a text that comes with it
---@param options? table as for b24's functions; `timeout` is 600 s by default
---@return table # { file = { id = …, … }, messageId = …, chatId = …, dialogId = … }
--- Raises the portal's error, and a text for what cannot be sent. Whether a lost answer was carried out is unknown.
function methods:upload(source, options) return upload(dialog_of("upload", self), source, options) end

--- Answers a command in a chat that the bot is not a member of, where `reply` is refused. Whether a lost answer was
--- carried out cannot be known, so `reply` is better wherever it works. Long texts are split as by `reply`.
---@param content string|table the text, or the fields of imbot.v2.Command.answer: message, keyboard, attach, menu, …
---@param options? table as for b24's functions
function methods:answer(content, options)
  local command = rawget(self, "command")
  if type(command) ~= "table" then check.fail("answer: only a command can be answered; use reply") end
  local result
  for _, piece in ipairs(parts_of(fields_of("answer", content, answer_fields))) do
    result = b24.imbot.v2.Command.answer({
      commandId = command.id,
      messageId = self.messageId,
      dialogId = dialog_of("answer", self),
      fields = piece,
    }, options)
  end
  return result
end

---@class luabot.Chat
---@field dialogId string
local Chat = {}

local function chat_dialog(what, chat)
  local dialog = chat.dialogId
  if dialog == nil then check.fail("%s: this chat has no dialogId", what) end
  return tostring(dialog)
end

--- Writes to a chat: `msg.chat:send("Hi")`. As `reply`.
function Chat:send(content, options)
  return send(chat_dialog("send", self), fields_of("send", content, message_fields), options)
end

--- Sends a file to a chat: `msg.chat:upload { name = "a.txt", content = bytes }`. As the event's `upload`.
function Chat:upload(source, options) return upload(chat_dialog("upload", self), source, options) end

local chat_meta = { __index = Chat, __metatable = false }

--- A chat by its dialogId, with send and upload.
---@param dialog string|integer "chat5", or a user's id
---@return table
function event.chat(dialog)
  if type(dialog) ~= "string" and type(dialog) ~= "number" then
    check.fail("luabot.chat: a dialogId is needed, not a %s", type(dialog))
  end
  return setmetatable({ dialogId = tostring(dialog) }, chat_meta)
end

local metas = {}

-- One metatable a type, so that `.type` needs no field in the data.
local function meta_of(type_name)
  local meta = metas[type_name]
  if not meta then
    meta = {
      __index = function(data, key)
        local compute = computed[key]
        if compute then return compute(data) end
        if key == "type" then return type_name end
        return methods[key]
      end,
      __metatable = false,
    }
    metas[type_name] = meta
  end
  return meta
end

--- Gives an event's data its helpers.
---@param type_name string
---@param data table
---@return table data the same table
function event.wrap(type_name, data)
  if type(data) ~= "table" then data = {} end
  local chat = rawget(data, "chat")
  if type(chat) == "table" then setmetatable(chat, chat_meta) end
  return setmetatable(data, meta_of(type_name))
end

return event
