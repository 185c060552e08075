-- ui.keyboard
local _, host, require = ...
local check = require "luabot.check"
local fields = require "luabot.fields"

local what = "ui.keyboard"
local tokens = check.set "primary secondary alert base"

local known = {
  TEXT = "text",
  LINK = "link",
  COMMAND = "text",
  COMMAND_PARAMS = "text",
  ACTION = check.set "PUT SEND COPY CALL DIALOG",
  ACTION_VALUE = "text",
  APP_ID = "integer",
  APP_PARAMS = "text",
  BLOCK = "flag",
  DISABLED = "flag",
  CONTEXT = check.set "MOBILE DESKTOP ALL",
  DISPLAY = check.set "LINE BLOCK",
  WIDTH = "integer",
  BG_COLOR = "color",
  BG_COLOR_TOKEN = tokens,
  TEXT_COLOR = "color",
  OFF_BG_COLOR = "color",
  OFF_TEXT_COLOR = "color",
}

local aliases = {
  params = "COMMAND_PARAMS",
  value = "ACTION_VALUE",
  color = function(value) return tokens[value] and "BG_COLOR_TOKEN" or "BG_COLOR" end,
}

-- What must and must not come together.
local function consistent(path, button)
  local function need(name, other)
    if button[name] and not button[other] then
      check.fail("%s: %s: %s needs %s", what, path, name:lower(), other:lower())
    end
  end
  if not button.TEXT or button.TEXT == "" then check.fail("%s: %s: text is missing", what, path) end
  need("COMMAND_PARAMS", "COMMAND")
  need("BLOCK", "COMMAND")
  need("APP_PARAMS", "APP_ID")
  need("ACTION", "ACTION_VALUE")
  need("ACTION_VALUE", "ACTION")
  if not (button.LINK or button.COMMAND or button.ACTION or button.APP_ID) then
    check.fail("%s: %s: what does the button do? link, command or action with value is missing", what, path)
  end
end

local function button_of(path, source)
  local button = fields.convert(what, path, source, known, nil, aliases)
  consistent(path, button)
  if button.COMMAND then button.COMMAND = button.COMMAND:gsub("^/", "") end
  return button
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
