-- ui.menu
local _, host, require = ...
local check = require "luabot.check"
local fields = require "luabot.fields"
local press = require "luabot.press"

local what = "ui.menu"
local known = press.fields {}
local aliases = press.aliases {}

--- Builds the menu of a message.
---@param items table entries
---@return table
return function(items)
  check.type(what, "the list of entries", items, "table")
  if #items == 0 then check.fail("%s: there are no entries", what) end
  local menu = setmetatable({}, host.array)
  for i = 1, #items do
    local path = ("[%d]"):format(i)
    menu[i] = press.checked(what, path, fields.convert(what, path, items[i], known, nil, aliases), "entry")
  end
  return menu
end
