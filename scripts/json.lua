--- JSON: `local json = require "json"`.
local _, host, require = ...
local check = require "luabot.check"

local json = {}

--- Sends a null, where a nil would leave the field out. Nulls in decoded lists are this value too.
json.null = host.null

--- Turns a value into JSON text: keys sorted, whole numbers without a fraction, an empty table as `{}`, or as `[]` if
--- it is marked as a list or was one when it was decoded.
---@param value any
---@return string
--- Raises an error that names the path of what cannot be encoded: "items[2].price: NaN cannot be sent".
json.encode = host.encode

--- Reads JSON text. A null in an object is absent; whole numbers beyond 2^53 come as strings, digit for digit.
---@param text string
---@return any value nil if the text is not JSON
---@return string? error what is wrong, with line and column
function json.decode(text)
  check.type("json.decode", "the text", text, "string")
  return host.decode(text)
end

--- Marks a table as a list, so that it is sent as `[]` even when it is empty.
---@param list? table
---@return table list the same table
function json.array(list)
  check.type("json.array", "the list", list, "table", true)
  return setmetatable(list or {}, host.array)
end

return json
