local luabot, store, ui = require "luabot", require "store", require "ui"

local bot = luabot.bot { code = "coffee", properties = { name = "Coffee", workPosition = "Barista" } }

local sizes = { small = "Small", medium = "Medium", large = "Large" }

local function menu()
  local row = {}
  for _, size in ipairs { "small", "medium", "large" } do
    row[#row + 1] = { text = sizes[size], command = "order", params = size, color = "primary" }
  end
  return ui.keyboard { row, { { text = "How many so far?", command = "count" } } }
end

bot:command("order", { title = { en = "Order a coffee", de = "Kaffee bestellen" }, params = "size" }, function(call)
  local size = (call.args or ""):lower():match("%S+")
  if not size then
    call:reply { message = "Which size?", keyboard = menu() }
  elseif not sizes[size] then
    call:reply { message = "There is no " .. ui.escape(size) .. " coffee. Which size?", keyboard = menu() }
  else
    local orders = store.get("orders", 0) + 1
    store.set("orders", orders)
    call:reply(("[b]%s[/b] coffee for %s, order #%d."):format(sizes[size], ui.escape(call.user.name), orders))
  end
end)

bot:command("count", { title = { en = "Orders so far", de = "Bisherige Bestellungen" } }, function(call)
  call:reply(("%d so far."):format(store.get("orders", 0)))
end)

bot:on("message", function(msg)
  msg:reply { message = "Would you like a coffee?", keyboard = menu() }
end)
