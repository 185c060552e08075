-- What buttons and the entries of menus have in common: something happens when they are pressed.
local _, _, require = ...
local check = require "luabot.check"

local press = {}

local shared = {
  TEXT = "text",
  LINK = "link",
  COMMAND = "text",
  COMMAND_PARAMS = "text",
  ACTION = check.set "PUT SEND COPY CALL DIALOG",
  ACTION_VALUE = "text",
  APP_ID = "integer",
  APP_PARAMS = "text",
  DISABLED = "flag",
  CONTEXT = check.set "MOBILE DESKTOP ALL",
}

local function with(own, common)
  for key, value in pairs(common) do own[key] = value end
  return own
end

--- Kinds of fields, for fields.convert: the common ones and some of one's own.
function press.fields(own) return with(own, shared) end

--- Shorter names.
function press.aliases(own) return with(own, { params = "COMMAND_PARAMS", value = "ACTION_VALUE" }) end

-- The same, for messages.
local written = { COMMAND_PARAMS = "params", ACTION_VALUE = "value", APP_ID = "appId", APP_PARAMS = "appParams" }

-- What an action's value has to look like, where that is documented.
local values = {
  CALL = { "^%+?[%d%s()-]+$", "a phone number" },
  DIALOG = { "^c?h?a?t?%d+$", 'a dialogId such as "chat5" or "5"' },
}

--- Fails when what must come together does not.
---@param what string begins messages
---@param path string of the button
---@param button table in Bitrix24's form
---@param word string "button" or "entry"
---@return table button the same
function press.checked(what, path, button, word)
  local function need(name, other)
    if button[name] and not button[other] then
      check.fail("%s: %s: %s needs %s", what, path, written[name] or name:lower(), written[other] or other:lower())
    end
  end
  if not button.TEXT or button.TEXT == "" then check.fail("%s: %s: text is missing", what, path) end
  need("COMMAND_PARAMS", "COMMAND")
  need("APP_PARAMS", "APP_ID")
  need("ACTION", "ACTION_VALUE")
  need("ACTION_VALUE", "ACTION")
  if not (button.LINK or button.COMMAND or button.ACTION or button.APP_ID) then
    check.fail("%s: %s: what does the %s do? link, command or action with value is missing", what, path, word)
  end
  local form = values[button.ACTION]
  if form and not button.ACTION_VALUE:find(form[1]) then
    check.fail("%s: %s: action %s needs %s, not '%s'", what, path, button.ACTION:lower(), form[2], button.ACTION_VALUE)
  end
  if button.COMMAND then button.COMMAND = button.COMMAND:gsub("^/", "") end
  return button
end

return press
