--- Bitrix24's REST methods: `local b24 = require "b24"`. To be used in handlers, not while the script loads.
---
---     local sent = b24.imbot.v2.Chat.Message.send { dialogId = "chat5", fields = { message = "Hi" } }
---     local deal, err = b24.try.crm.deal.get { ID = 7 }
---     b24.call("some.new.method", { ID = 7 }, { timeout = 5 })
---     for deal in b24.list("crm.deal.list", { filter = { STAGE_ID = "NEW" } }) do … end
---     local got, errors = b24.batch { me = { "im.user.get", { ID = 7 } },
---                                     boss = { "im.user.get", { ID = "$result[me][departments][0]" } } }
---
--- Each takes the method's parameters and, second, options: `retry = "always"` repeats a call even if it may have been
--- carried out, `timeout` bounds it in seconds, `priority = "bulk"` lets everything else go first.
--- botId and botToken are filled in. The value is the answer's `result`.
--- A failure raises a table {code, description, status, method, where} that prints as one line; the functions below
--- `b24.try` return nil and that table instead. Arguments that cannot be sent are a mistake and raise a text.
---
--- `b24.list(method, params, options)` goes through all pages of a list, each asked for when its first item is needed;
--- a page that fails raises. Its `timeout` bounds all requests together, `items` names the part of the answer that is
--- the list where there are several.
---
--- `b24.batch(calls, options)` makes up to 50 calls in one request, in order of the list, or of the names, and each
--- after those whose answers it refers to as "$result[name][field]"; with `halt = true` among the calls none after a
--- failed one. It gives the results and the errors, each by name, and of lists `{ next =, total = }` by name. It raises
--- when the request as a whole fails, and for what would not survive a query string (json.null, an empty table): make
--- such a call alone. People's words may hold a `$result[…]` too: they do not belong here.
local _, host, require = ...
local check = require "luabot.check"
local failure = require "luabot.failure"
local list = require "luabot.list"
local make_batch = require "luabot.batch"

local options_known = check.set "retry timeout priority"
local named_only = { named = true }

local function options_of(name, options, named)
  if options == nil then return named and named_only or nil end
  check.type(name, "options", options, "table")
  check.keys(name, options, options_known, "options.")
  check.one_of(name, "options.retry", options.retry, { always = true })
  check.one_of(name, "options.priority", options.priority, { bulk = true })
  check.type(name, "options.timeout", options.timeout, "number", true)
  local sent = named and { named = true } or {}
  for key, value in pairs(options) do sent[key] = value end
  return sent
end

local function perform(try, named, name, params, options)
  if params == nil then params = {} end
  check.type(name, "parameters", params, "table")
  local ok, value = host.call("b24", name, params, options_of(name, options, named))
  if ok then return value end
  local err = failure.new(value, name)
  if try then return nil, err end
  error(err, 0)
end

local nodes = setmetatable({}, { __mode = "k" })

-- b24.a.b.c: tables that know their name, made when they are first used.
local function node(name, try)
  local meta = { __metatable = false }
  function meta.__index(self, key)
    if type(key) ~= "string" then check.fail("b24: a method's name is made of words, not of a %s", type(key)) end
    local child = node(name and name .. "." .. key or key, try)
    rawset(self, key, child)
    return child
  end
  function meta.__newindex(_, key) check.fail("b24: '%s' cannot be replaced", tostring(key)) end
  function meta.__call(_, params, options)
    if not name then check.fail("b24: which method? for example b24.im.user.get{}") end
    if nodes[params] then check.fail("%s: write a dot before the last word, not a colon", name) end
    return perform(try, true, name, params, options)
  end
  function meta.__tostring() return "b24." .. (try and "try." or "") .. (name or "") end
  local self = setmetatable({}, meta)
  nodes[self] = true
  return self
end

-- A function, and the beginning of the methods call.followup.*.
local function caller(try)
  local meta = { __metatable = false, __index = node("call", try) }
  function meta.__newindex(_, key) check.fail("b24: '%s' cannot be replaced", tostring(key)) end
  function meta.__call(_, name, params, options)
    check.type("b24.call", "the method's name", name, "string")
    return perform(try, false, name, params, options)
  end
  return setmetatable({}, meta)
end

local function batcher(try)
  return function(calls, options)
    local ok, results, errors, pages = make_batch(calls, options)
    if ok then return results, errors, pages end
    if try then return nil, results end
    error(results, 0)
  end
end

local b24, try = node(nil, false), node(nil, true)
rawset(b24, "call", caller(false))
rawset(b24, "try", try)
rawset(try, "call", caller(true))
rawset(b24, "list", list)
rawset(b24, "batch", batcher(false))
rawset(try, "batch", batcher(true))
rawset(try, "list", function() check.fail("b24.try.list: there is none; catch what b24.list raises with pcall") end)

return b24
