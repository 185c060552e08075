--- Texts, keyboards and attachments: `local ui = require "ui"`.
local _, host, require = ...
local check = require "luabot.check"

local ui = {}

-- U+200B. An HTML entity would not do: the portal turns &#91; back into a bracket, and the chat then obeys it.
local invisible = "\226\128\139"

--- Makes a text show as it is, whatever BB codes, quotes or line breaks it holds: an invisible space takes the
--- meaning from `[`, `>>`, rows of dashes, `#BR#`, entities of brackets, and /me and /loud at the beginning.
--- Use it for whatever people wrote.
---@param text string|number
---@return string
function ui.escape(text)
  if type(text) == "number" then text = tostring(text) end
  check.type("ui.escape", "the text", text, "string")
  text = text:gsub("%[", "[" .. invisible)
  text = text:gsub("&#", "&" .. invisible .. "#")
  text = text:gsub("#([bB][rR]#)", "#" .. invisible .. "%1")
  text = text:gsub(">>", ">" .. invisible .. ">")
  text = text:gsub("%-%-%-%-%-", "----" .. invisible .. "-")
  if text:find("^%s*/me") or text:find("^%s*/loud") then text = text:gsub("/", "/" .. invisible, 1) end
  return text
end

--- Builds the keyboard of a message.
---
---     ui.keyboard { { text = "Yes", command = "answer", params = "yes", color = "primary" },
---                   { text = "Site", link = "https://example.com" } }
---     ui.keyboard { { { text = "1", … }, { text = "2", … } }, { { text = "Next", … } } }    -- two rows
---
---@param items table buttons, "newline", or rows of buttons. A button:
---   text; command with params, or link, or action ("put", "send", "copy", "call", "dialog") with value;
---   color: "primary", "secondary", "alert", "base" or "#rrggbb"; textColor, width, display ("line", "block"),
---   block, disabled, context ("mobile", "desktop", "all"). Bitrix24's own names (BG_COLOR) are taken too.
---@return table # Bitrix24's form, for the field `keyboard`
--- Raises an error that names the button and the field that is wrong.
ui.keyboard = require "luabot.keyboard"

--- Builds the menu of a message, which opens beside it.
---
---     ui.menu { { text = "Help", command = "help" }, { text = "Site", link = "https://example.com" } }
---
---@param items table entries: text; command with params, or link, or action with value, as of buttons; disabled,
---   context
---@return table # Bitrix24's form, for the field `menu`
--- Raises an error that names the entry and the field that is wrong.
ui.menu = require "luabot.menu"

--- The names of reactions and the portal's colours: `ui.reaction.like`, `ui.color.azure`. A name that is not there is
--- an error.
ui.reaction = require("luabot.words").reaction
ui.color = require("luabot.words").color

--- Builds an attachment.
---
---     ui.attach { "A text", { link = { link = "https://example.com", name = "Site" } }, { delimiter = true },
---                 { grid = { { name = "Status", value = "Done", display = "line" } } }, color = "#29619b" }
---
---@param source table blocks: a text, or one of { message=, link=, user=, grid=, image=, file=, delimiter= };
---   and beside them id, color, colorToken
---@return table # Bitrix24's form, for the field `attach`
--- Raises an error that names the block and the field that is wrong, or says that it is too long.
ui.attach = require "luabot.attach"

--- Turns Markdown (as on GitHub, without HTML) into BB codes: bold, italics, strikethrough, code, links, images,
--- headings, quotations, lists, tables and rules. Nothing else in the text becomes a BB code, so that it may come from
--- people or from a language model.
---@param text string
---@return string
function ui.markdown(text)
  check.type("ui.markdown", "the text", text, "string")
  return host.markdown(text)
end

--- Cuts a long text into parts that a message can hold: at the end of a line or of a word, and with each BB code that
--- is open there closed and opened again in the next part. `reply` and its like do so by themselves.
---@param text string
---@param limit? integer characters of a part; 20,000, which is the portal's limit, by default
---@return string[]
ui.split = require "luabot.split"

return ui
