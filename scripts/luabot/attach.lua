-- ui.attach
local _, host, require = ...
local check = require "luabot.check"
local fields = require "luabot.fields"

local what = "ui.attach"
local longest = 60000 -- characters of JSON; beyond it the portal answers ATTACH_OVERSIZE
local tokens = check.set "primary secondary alert base"

local link = {
  LINK = "link", NAME = "text", DESC = "text", HTML = "text", PREVIEW = "text", WIDTH = "integer",
  HEIGHT = "integer", USER_ID = "integer", CHAT_ID = "integer", NETWORK_ID = "text",
}
local user = {
  NAME = "text", AVATAR = "link", LINK = "text", USER_ID = "integer", CHAT_ID = "integer", BOT_ID = "integer",
  NETWORK_ID = "text", AVATAR_TYPE = check.set "USER CHAT BOT",
}
local cell = {
  DISPLAY = check.set "BLOCK LINE ROW TABLE", NAME = "text", VALUE = "text", WIDTH = "integer", HEIGHT = "integer",
  COLOR_TOKEN = tokens, COLOR = "color", LINK = "text", USER_ID = "integer", CHAT_ID = "integer",
}
local image = { LINK = "text", NAME = "text", PREVIEW = "text", WIDTH = "integer", HEIGHT = "integer" }
local file = { LINK = "text", NAME = "text", SIZE = "integer" }

local function list(path, value, known, required)
  local result = setmetatable({}, host.array)
  for i = 1, #value do
    result[i] = fields.convert(what, ("%s[%d]"):format(path, i), value[i], known, required)
  end
  return result
end

local function one_or_list(known)
  return function(path, value)
    if type(value) == "string" then value = { link = value } end
    if type(value) == "table" and value[1] ~= nil then return list(path, value, known, { "LINK" }) end
    return fields.convert(what, path, value, known, { "LINK" })
  end
end

local blocks = {
  MESSAGE = function(path, value) return fields.value(what, path, value, "text") end,
  LINK = function(path, value)
    if type(value) == "string" then value = { link = value } end
    return fields.convert(what, path, value, link, { "LINK" })
  end,
  USER = function(path, value)
    if type(value) == "string" then value = { name = value } end
    return fields.convert(what, path, value, user, { "NAME" })
  end,
  GRID = function(path, value)
    if type(value) ~= "table" or #value == 0 then check.fail("%s: %s: a list of cells is needed", what, path) end
    return list(path, value, cell, { "DISPLAY" })
  end,
  IMAGE = one_or_list(image),
  FILE = one_or_list(file),
  DELIMITER = function(path, value)
    if value == true then value = {} end
    return fields.convert(what, path, value, { SIZE = "integer", COLOR = "color" })
  end,
}

local function block_of(path, source)
  if type(source) == "string" then return { MESSAGE = source } end
  if type(source) ~= "table" then check.fail("%s: %s: a text or a block is needed", what, path) end
  local key, value = next(source)
  if key == nil then check.fail("%s: %s: the block is empty", what, path) end
  if next(source, key) ~= nil then check.fail("%s: %s: a block has one key, such as { message = … }", what, path) end
  local name = type(key) == "string" and key:upper() or key
  if not blocks[name] then
    check.fail("%s: %s: unknown block '%s'; known are %s", what, path, tostring(key), check.names(blocks):lower())
  end
  return { [name] = blocks[name](path .. "." .. key, value) }
end

local frame = { ID = "integer", COLOR = "color", COLOR_TOKEN = tokens }

--- Builds an attachment from blocks, and from id, color and colorToken beside them.
---@param source table
---@return table
return function(source)
  check.type(what, "the list of blocks", source, "table")
  if #source == 0 then check.fail("%s: there are no blocks", what) end
  local result, named = setmetatable({}, host.array), {}
  for i = 1, #source do result[i] = block_of(("[%d]"):format(i), source[i]) end
  for key, value in pairs(source) do
    if type(key) ~= "number" then named[key] = value end
  end
  if next(named) ~= nil then
    local full = fields.convert(what, "attach", named, frame)
    full.BLOCKS = result
    result = full
  end
  local size = #host.encode(result)
  if size > longest then check.fail("%s: %d characters; at most %d are allowed", what, size, longest) end
  return result
end
