local ui, json = require "ui", require "json"

local function refused(wanted, f, ...)
  local ok, why = pcall(f, ...)
  assert(not ok, "it was not refused: " .. wanted)
  assert(tostring(why) == wanted, tostring(why))
end

local function same(value, wanted)
  assert(json.encode(value) == wanted, json.encode(value))
end

-- escape
local z = "\226\128\139"
assert(ui.escape("[b]x[/b]") == "[" .. z .. "b]x[" .. z .. "/b]")
assert(ui.escape("plain, ünïcödé (1 > 0)") == "plain, ünïcödé (1 > 0)")
assert(ui.escape("a\n>>quote") == "a\n>" .. z .. ">quote")
assert(not ui.escape(("-"):rep(54)):find("------", 1, true))
assert(ui.escape("#BR#") == "#" .. z .. "BR#")
assert(ui.escape("&#91;b&#93;") == "&" .. z .. "#91;b&" .. z .. "#93;")
assert(ui.escape("/me waves") == "/" .. z .. "me waves" and ui.escape("/order") == "/order")
assert(ui.escape(5) == "5")
assert(not ui.escape("[URL=x][[br]>>>>" .. ("-"):rep(100)):gsub(z, "|"):find("%[%a"))
assert(not pcall(ui.escape))

-- keyboard
same(ui.keyboard { { text = "Yes", command = "/answer", params = "yes", color = "primary", block = true } },
  '[{"BG_COLOR_TOKEN":"primary","BLOCK":"Y","COMMAND":"answer","COMMAND_PARAMS":"yes","TEXT":"Yes"}]')
same(ui.keyboard { { text = "A", link = "https://example.com", color = "#f00" }, "newline",
  { TEXT = "B", ACTION = "put", ACTION_VALUE = "/help", width = 100, disabled = false } },
  '[{"BG_COLOR":"#f00","LINK":"https://example.com","TEXT":"A"},{"TYPE":"NEWLINE"},'
  .. '{"ACTION":"PUT","ACTION_VALUE":"/help","DISABLED":"N","TEXT":"B","WIDTH":100}]')
local one, two, three = { text = "1", command = "n" }, { text = "2", command = "n" }, { text = "3", command = "n" }
same(ui.keyboard { { one, two }, { three } },
  '[{"COMMAND":"n","DISPLAY":"LINE","TEXT":"1"},{"COMMAND":"n","DISPLAY":"LINE","TEXT":"2"},{"TYPE":"NEWLINE"},'
  .. '{"COMMAND":"n","DISPLAY":"LINE","TEXT":"3"}]')
same(ui.keyboard { { text = 5, action = "send", value = 7 } }, '[{"ACTION":"SEND","ACTION_VALUE":"7","TEXT":"5"}]')

local function keyboard_refused(wanted, items)
  refused("ui.lua:40: ui.keyboard: " .. wanted, function() ui.keyboard(items) end)
end
keyboard_refused("the list of buttons is missing", nil)
keyboard_refused("there are no buttons", {})
keyboard_refused("[1]: text is missing", { { link = "/x" } })
keyboard_refused("[2]: what does the button do? link, command or action with value is missing",
  { { text = "a", link = "/x" }, { text = "b" } })
keyboard_refused("[1].link: an address that begins with http://, https:// or / is needed, not 'javascript:x'",
  { { text = "a", link = "javascript:x" } })
keyboard_refused("[1][2].color: a colour like #f00 or #ff0000 is needed, not 'red'",
  { { { text = "a", link = "/" .. "x" }, { text = "b", link = "/x", color = "red" } } })
keyboard_refused("[1].color is given twice", { { text = "b", link = "/x", bgColor = "#fff", color = "#000" } })
keyboard_refused("[1].action: 'shout' is not one of CALL, COPY, DIALOG, PUT or SEND",
  { { text = "a", action = "shout", value = "x" } })
keyboard_refused("[1]: action needs value", { { text = "a", action = "put" } })
keyboard_refused("[1]: params needs command", { { text = "a", link = "/x", params = "p" } })
keyboard_refused("[1].comand: unknown field; did you mean 'command'?", { { text = "a", comand = "x" } })
keyboard_refused("[1].width: a whole number from 0 is needed, not 'wide'",
  { { text = "a", link = "/x", width = "wide" } })
keyboard_refused("[1]: a table is needed, not 'a'", { "a" })

keyboard_refused("[1]: action dialog needs a dialogId such as \"chat5\" or \"5\", not 'Ann'",
  { { text = "a", action = "dialog", value = "Ann" } })
keyboard_refused("[1]: action call needs a phone number, not 'Ann'", { { text = "a", action = "call", value = "Ann" } })
keyboard_refused("[1]: block needs command", { { text = "a", link = "/x", block = true } })
same(ui.keyboard { { text = "a", action = "call", value = "+7 (999) 123-45-67", color = ui.color.azure },
  { text = "b", action = "dialog", value = "chat5", context = "mobile", appId = 5, appParams = "p" } },
  '[{"ACTION":"CALL","ACTION_VALUE":"+7 (999) 123-45-67","BG_COLOR":"#29619b","TEXT":"a"},'
  .. '{"ACTION":"DIALOG","ACTION_VALUE":"chat5","APP_ID":5,"APP_PARAMS":"p","CONTEXT":"MOBILE","TEXT":"b"}]')

-- menu
same(ui.menu { { text = "Help", command = "/help", params = 5, disabled = true }, { text = "Site", link = "/site" } },
  '[{"COMMAND":"help","COMMAND_PARAMS":"5","DISABLED":"Y","TEXT":"Help"},{"LINK":"/site","TEXT":"Site"}]')

local function menu_refused(wanted, items)
  refused("ui.lua:75: ui.menu: " .. wanted, function() ui.menu(items) end)
end
menu_refused("the list of entries is missing", nil)
menu_refused("there are no entries", {})
menu_refused("[1]: text is missing", { { link = "/x" } })
menu_refused("[2]: what does the entry do? link, command or action with value is missing",
  { { text = "a", link = "/x" }, { text = "b" } })
menu_refused("[1].width: unknown field", { { text = "a", link = "/x", width = 5 } })

-- words
assert(ui.reaction.like == "like" and ui.reaction.hundredPoints == "hundredPoints")
refused("ui.lua:86: ui.reaction: no 'lke'; did you mean 'like'?", function() return ui.reaction.lke end)
refused("ui.lua:87: ui.color: no 'azur'; did you mean 'azure'?", function() return ui.color.azur end)

-- attach
same(ui.attach { "Hello", { message = "[b]x[/b]" }, { delimiter = true } },
  '[{"MESSAGE":"Hello"},{"MESSAGE":"[b]x[/b]"},{"DELIMITER":{}}]')
same(ui.attach { { link = { link = "https://example.com", name = "Site", desc = "d" } }, color = "#29619b", id = 1 },
  '{"BLOCKS":[{"LINK":{"DESC":"d","LINK":"https://example.com","NAME":"Site"}}],"COLOR":"#29619b","ID":1}')
same(ui.attach { { grid = { { name = "N", value = 5, display = "line", width = 100 } } } },
  '[{"GRID":[{"DISPLAY":"LINE","NAME":"N","VALUE":"5","WIDTH":100}]}]')
same(ui.attach { { image = "https://example.com/a.png" }, { file = { { link = "/f", size = 5 }, { link = "/g" } } } },
  '[{"IMAGE":{"LINK":"https://example.com/a.png"}},{"FILE":[{"LINK":"/f","SIZE":5},{"LINK":"/g"}]}]')
same(ui.attach { { user = { name = "Ann", avatarType = "bot", userId = 5 } } },
  '[{"USER":{"AVATAR_TYPE":"BOT","NAME":"Ann","USER_ID":5}}]')

local function attach_refused(wanted, source)
  refused("ui.lua:102: ui.attach: " .. wanted, function() ui.attach(source) end)
end
attach_refused("there are no blocks", {})
attach_refused("[1]: a block has one key, such as { message = … }", { { message = "a", link = "/x" } })
attach_refused("[1]: unknown block 'video'; known are delimiter, file, grid, image, link, message or user",
  { { video = "x" } })
attach_refused("[1].link: link is missing", { { link = { name = "x" } } })
attach_refused("[1].grid: a list of cells is needed", { { grid = {} } })
attach_refused("[1].grid[2]: display is missing", { { grid = { { display = "row" }, { name = "x" } } } })
attach_refused("[1].grid[1].display: 'huge' is not one of BLOCK, LINE, ROW or TABLE",
  { { grid = { { display = "huge" } } } })
attach_refused("attach.color: a colour like #f00 or #ff0000 is needed, not 'red'", { "x", color = "red" })
attach_refused("attach.colour: unknown field; did you mean 'color'?", { "x", colour = "red" })
attach_refused("60020 characters; at most 60000 are allowed", { ("x"):rep(60004) })
keyboard_refused("[1].colour: unknown field; did you mean 'color'?", { { text = "a", link = "/x", colour = "#fff" } })

-- A button after a row begins a line.
same(ui.keyboard { { one, two }, three },
  '[{"COMMAND":"n","DISPLAY":"LINE","TEXT":"1"},{"COMMAND":"n","DISPLAY":"LINE","TEXT":"2"},{"TYPE":"NEWLINE"},'
  .. '{"COMMAND":"n","TEXT":"3"}]')

-- What must come together.
keyboard_refused("[1]: value needs action", { { text = "a", link = "/x", value = "v" } })
keyboard_refused("[1]: appParams needs appId", { { text = "a", link = "/x", appParams = "p" } })
-- Values of the right type that are none all the same.
keyboard_refused("[1].width: a whole number from 0 is needed, not a number",
  { { text = "a", link = "/x", width = 1.5 } })
keyboard_refused("[1].width: a whole number from 0 is needed, not a number",
  { { text = "a", link = "/x", width = -1 } })
keyboard_refused("[1].disabled: true or false is needed, not 'no'", { { text = "a", link = "/x", disabled = "no" } })
keyboard_refused("[1].disabled: true or false is needed, not a number", { { text = "a", link = "/x", disabled = 0 } })

require "luabot".bot { code = "t", properties = { name = "T" } }
