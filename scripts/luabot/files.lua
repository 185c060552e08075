-- Files on their way to chats and from them.
local _, host, require = ...
local check = require "luabot.check"
local failure = require "luabot.failure"
local split = require "luabot.split"

local files = {}

local known = check.set "name content file message"
local options_known = check.set "retry timeout priority"

local function call(what, op, params, options, bytes)
  check.type(what, "options", options, "table", true)
  check.keys(what, options or {}, options_known, "options.")
  local ok, value, content = host.call("file", op, params, options, bytes)
  if not ok then error(failure.new(value, what), 0) end
  return value, content
end

---@class luabot.File a file of a message
---@field id integer
---@field name? string
local File = {}

--- The file's bytes, up to 100 MiB.
---@param options? table timeout: seconds, 600 by default
---@return string
function File:read(options)
  local _, content = call("read", "fetch", { fileId = self.id }, options)
  return content
end

--- Keeps the file among the bot's own, up to 1 GiB; the bytes do not pass through the script.
---@param name? string under which `file.read` finds it; the file's own name, or its id, by default
---@param options? table timeout: seconds, 600 by default
---@return string name
---@return integer size
function File:save(name, options)
  check.type("save", "the name", name, "string", true)
  local kept = call("save", "download", { fileId = self.id, name = name or self.name or tostring(self.id) }, options)
  return kept.name, kept.size
end

local meta = { __index = File, __metatable = false }

--- Sends a file to a dialog.
---@param dialog string
---@param source table name; content, or file: the name of one of the bot's own; message: a text above it
---@param options? table as for b24's functions; `timeout` is 600 s by default
---@param say fun(text: string) sends the parts of a text that is too long for one message
---@return table # { file = { id =, …, with read and save }, messageId = …, chatId = …, dialogId = … }
function files.upload(dialog, source, options, say)
  local what = "upload"
  check.type(what, "what to send", source, "table")
  check.keys(what, source, known)
  local content, from = source.content, source.file
  check.type(what, "content", content, "string", true)
  check.type(what, "file", from, "string", true)
  check.type(what, "message", source.message, "string", true)
  if (content == nil) == (from == nil) then
    check.fail("%s: content, or file with the name of one of the bot's own, is needed; one of both", what)
  end
  check.type(what, "name", source.name or from, "string")
  local texts = source.message and split(source.message) or {}
  for i = 1, #texts - 1 do say(texts[i]) end
  local params = { dialogId = dialog, name = source.name or from, message = texts[#texts], from = from }
  if content then params.size, params.hash = #content, host.hash(content) end
  local sent = call(what, "upload", params, options, content)
  if type(sent) == "table" and type(sent.file) == "table" then setmetatable(sent.file, meta) end
  return sent
end

local function add(list, seen, one)
  local about = type(one) == "table" and one or { id = one }
  local id = tonumber(about.id)
  if not id or seen[id] then return end
  seen[id] = true
  about.id = id
  list[#list + 1] = setmetatable(about, meta)
end

--- The files of a message: what the event tells of them, at least `id`, with read and save.
---@param data table the event's data
---@return table[]
function files.of(data)
  local list, seen = {}, {}
  local message = type(data.message) == "table" and data.message or {}
  for _, told in ipairs { rawget(data, "files") or false, message.files or false } do
    if type(told) == "table" then for _, one in pairs(told) do add(list, seen, one) end end
  end
  local params = type(message.params) == "table" and message.params or {}
  local ids = params.FILE_ID or params.fileId
  if type(ids) ~= "table" then ids = { ids } end
  for _, id in pairs(ids) do add(list, seen, id) end
  return list
end

return files
