-- The bot of a bundle: what it registered, and where its events go.
local _, host, require = ...
local check = require "luabot.check"
local event = require "luabot.event"

local registry = {}
local bot_fields, handlers, commands = nil, {}, {}

local short = {
  message = "ONIMBOTV2MESSAGEADD",
  update = "ONIMBOTV2MESSAGEUPDATE",
  delete = "ONIMBOTV2MESSAGEDELETE",
  join = "ONIMBOTV2JOINCHAT",
  command = "ONIMBOTV2COMMANDADD",
  reaction = "ONIMBOTV2REACTIONCHANGE",
  context = "ONIMBOTV2CONTEXTGET",
  removed = "ONIMBOTV2DELETE",
}

-- Handlers are for good: the host learns of them once, when the bundle has loaded.
local function must_load(what)
  if registry.loaded then check.fail("%s: only while the script loads, not in a handler", what) end
end

--- The one bot; a second one is an error.
function registry.set_bot(fields)
  must_load("luabot.bot")
  if bot_fields then check.fail("luabot.bot: one bundle is one bot, and the other is at %s", bot_fields.where) end
  bot_fields = { fields = fields, where = host.where() }
end

function registry.on(name, handler)
  must_load("bot:on")
  check.type("bot:on", "the event", name, "string")
  check.type("bot:on", "the handler of '" .. name .. "'", handler, "function")
  local type_name = short[name] or name
  if name ~= "*" and not short[name] and not name:find("^ON[%u%d]+$") then
    check.fail("bot:on: no event '%s'%s; known are %s, names like ONIMBOTV2MESSAGEADD, and '*'",
      name, check.suggestion(name, short), check.names(short))
  end
  local there = handlers[type_name]
  if there then check.fail("bot:on: '%s' has a handler already, at %s", name, there.where) end
  handlers[type_name] = { run = handler, where = host.where() }
end

local function translations(what, value)
  if value == nil then return {} end
  if type(value) == "string" then return { en = value } end
  check.type("bot:command", what, value, "table")
  for language, text in pairs(value) do
    if type(language) ~= "string" or not language:find("^%l%l$") then
      check.fail("bot:command: %s has the key '%s'; two letters of a language like 'en' are needed",
        what, tostring(language))
    end
    check.type("bot:command", what .. "." .. language, text, "string")
  end
  return value
end

local command_fields = check.set "title params common hidden extranetSupport"

function registry.command(name, options, handler)
  must_load("bot:command")
  check.type("bot:command", "the name", name, "string")
  if handler == nil and type(options) == "function" then options, handler = {}, options end
  name = name:gsub("^/", ""):lower()
  if name == "" or name:find("[%s/]") then check.fail("bot:command: '%s' is no name of a command", name) end
  check.type("bot:command", "the handler of /" .. name, handler, "function")
  if type(options) == "string" then options = { title = options } end
  check.type("bot:command", "the options of /" .. name, options, "table", true)
  options = options or {}
  check.keys("bot:command", options, command_fields)
  check.type("bot:command", "common", options.common, "boolean", true)
  check.type("bot:command", "hidden", options.hidden, "boolean", true)
  check.type("bot:command", "extranetSupport", options.extranetSupport, "boolean", true)
  local title = translations("title", options.title)
  -- The portal refuses a visible command without one (COMMAND_TITLE_REQUIRED).
  if next(title) == nil and not options.hidden then title = { en = "/" .. name } end
  local there = commands[name]
  if there then check.fail("bot:command: /%s has a handler already, at %s", name, there.where) end
  commands[name] = {
    run = handler,
    where = host.where(),
    definition = {
      command = name,
      title = title,
      params = translations("params", options.params),
      common = options.common or false,
      hidden = options.hidden or false,
      extranetSupport = options.extranetSupport,
    },
  }
end

--- What the host is told in `ready`.
---@param main string name of the main script
function registry.definition(main)
  if not bot_fields then error(main .. ': no bot: call luabot.bot{ code = "…" }', 0) end
  registry.loaded = true
  local types, list = {}, {}
  for name in pairs(handlers) do types[#types + 1] = name end
  for _, command in pairs(commands) do list[#list + 1] = command.definition end
  if #list > 0 and not handlers.ONIMBOTV2COMMANDADD then types[#types + 1] = "ONIMBOTV2COMMANDADD" end
  table.sort(types)
  local fields = bot_fields.fields
  return {
    code = fields.code,
    type = fields.type,
    properties = fields.properties,
    fields = fields.others,
    handlers = setmetatable(types, host.array),
    commands = setmetatable(list, host.array),
  }
end

--- Hands an event to its handler, if there is one.
---@param type_name string
---@param data table
function registry.dispatch(type_name, data)
  local handler
  if type_name == "ONIMBOTV2COMMANDADD" and type(data) == "table" and type(data.command) == "table" then
    local name = tostring(data.command.command):gsub("^/", ""):lower()
    handler = commands[name]
  end
  handler = handler or handlers[type_name] or handlers["*"]
  -- A tail call, so that tracebacks begin with the handler.
  if handler then return handler.run(event.wrap(type_name, data)) end
end

return registry
