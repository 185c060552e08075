-- Turns tables as Lua authors write them (text, bgColor) into Bitrix24's upper case (TEXT, BG_COLOR), and refuses what
-- the portal would. A kind of value is one of the names in `kinds`, or a set of allowed texts.
local _, _, require = ...
local check = require "luabot.check"

local fields = {}

local function hex(value)
  local digits = type(value) == "string" and value:match("^#(%x+)$")
  return digits and (#digits == 3 or #digits == 6)
end

local kinds = {
  text = function(value)
    if type(value) == "number" then return tostring(value) end
    if type(value) == "string" then return value end
    return nil, "a text"
  end,
  integer = function(value)
    if type(value) == "number" and value % 1 == 0 and value >= 0 then return value end
    return nil, "a whole number from 0"
  end,
  flag = function(value)
    if value == true or value == "Y" then return "Y" end
    if value == false or value == "N" then return "N" end
    return nil, "true or false"
  end,
  link = function(value)
    if type(value) == "string" and (value:find("^[hH][tT][tT][pP][sS]?://.") or value:find("^/")) then return value end
    return nil, "an address that begins with http://, https:// or /"
  end,
  color = function(value)
    if hex(value) then return value end
    return nil, "a colour like #f00 or #ff0000"
  end,
}

--- `bgColor` -> `BG_COLOR`; what is in upper case stays.
local function upper(key)
  return (key:gsub("(%l)(%u)", "%1_%2"):upper())
end

local function shown(value)
  return type(value) == "string" and "'" .. value .. "'" or "a " .. type(value)
end

--- One value of a kind, in the form that the portal takes.
function fields.value(what, path, value, kind)
  if type(kind) == "string" then
    local good, wanted = kinds[kind](value)
    if good == nil then check.fail("%s: %s: %s is needed, not %s", what, path, wanted, shown(value)) end
    return good
  end
  local text = type(value) == "string" and value:upper() or value
  for allowed in pairs(kind) do
    if text == allowed:upper() then return allowed end
  end
  check.fail("%s: %s: %s is not one of %s%s", what, path, shown(value), check.names(kind),
    type(value) == "string" and check.suggestion(value, kind) or "")
end

--- Converts a table of named fields.
---@param what string begins messages
---@param path string of the table, for messages
---@param source table
---@param known table kinds by upper-case name
---@param required? string[] names that must be there
---@param aliases? table<string, string|function> names for shorter ones; a function is asked with the value
---@return table
function fields.convert(what, path, source, known, required, aliases)
  if type(source) ~= "table" then check.fail("%s: %s: a table is needed, not %s", what, path, shown(source)) end
  local result = {}
  for key, value in pairs(source) do
    if type(key) ~= "string" then check.fail("%s: %s: [%s] is not a named field", what, path, tostring(key)) end
    local alias = aliases and aliases[key]
    local name = type(alias) == "function" and alias(value) or alias or upper(key)
    if result[name] ~= nil then check.fail("%s: %s.%s is given twice", what, path, key) end
    if not known[name] then
      local near = check.suggestion(name, known):lower()
      if near == "" then near = check.suggestion(key, aliases or {}) end
      check.fail("%s: %s.%s: unknown field%s", what, path, key, near)
    end
    result[name] = fields.value(what, path .. "." .. key, value, known[name])
  end
  for _, name in ipairs(required or {}) do
    if result[name] == nil then check.fail("%s: %s: %s is missing", what, path, name:lower()) end
  end
  return result
end

return fields
