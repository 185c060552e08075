-- ui.keyboard
local _, host, require = ...
local check = require "luabot.check"
local fields = require "luabot.fields"
local press = require "luabot.press"

local what = "ui.keyboard"
local tokens = check.set "primary secondary alert base"

local known = press.fields {
  BLOCK = "flag",
  DISPLAY = check.set "LINE BLOCK",
  WIDTH = "integer",
  BG_COLOR = "color",
  BG_COLOR_TOKEN = tokens,
  TEXT_COLOR = "color",
  OFF_BG_COLOR = "color",
  OFF_TEXT_COLOR = "color",
}

local aliases = press.aliases {
  color = function(value) return tokens[value] and "BG_COLOR_TOKEN" or "BG_COLOR" end,
}

local function button_of(path, source)
  local button = fields.convert(what, path, source, known, nil, aliases)
  if button.BLOCK and not button.COMMAND then check.fail("%s: %s: block needs command", what, path) end
  return press.checked(what, path, button, "button")
end

local newline = { TYPE = "NEWLINE" }

local function is_newline(item)
  return item == "newline" or type(item) == "table" and (item.type == "newline" or item.TYPE == "NEWLINE")
end

--- Builds a keyboard. A row is a list of buttons, shown side by side; buttons outside of rows follow each other, with
--- "newline" between them where a line ends.
---@param items table
---@return table
return function(items)
  check.type(what, "the list of buttons", items, "table")
  if #items == 0 then check.fail("%s: there are no buttons", what) end
  local buttons = setmetatable({}, host.array)
  for i = 1, #items do
    local item, path = items[i], ("[%d]"):format(i)
    if is_newline(item) then
      buttons[#buttons + 1] = newline
    elseif type(item) == "table" and type(item[1]) == "table" then
      if #buttons > 0 and buttons[#buttons] ~= newline then buttons[#buttons + 1] = newline end
      for j = 1, #item do
        local button = button_of(path .. ("[%d]"):format(j), item[j])
        button.DISPLAY = button.DISPLAY or "LINE"
        buttons[#buttons + 1] = button
      end
      if i < #items and not is_newline(items[i + 1]) then buttons[#buttons + 1] = newline end
    else
      buttons[#buttons + 1] = button_of(path, item)
    end
  end
  return buttons
end
