-- b24.batch
local _, host, require = ...
local check = require "luabot.check"
local failure = require "luabot.failure"

local most = 50 -- the portal's limit
local options_known = check.set "retry timeout priority"

-- Adds the names that a value refers to as $result[name]… to `names`.
local function references(value, names)
  if type(value) == "string" then
    for name in value:gmatch "%$result%[([^%]]*)%]" do names[name] = true end
  elseif type(value) == "table" then
    for _, inner in pairs(value) do references(inner, names) end
  end
  return names
end

local function call_of(name, source)
  local path = "cmd." .. name
  if type(source) ~= "table" then
    check.fail('b24.batch: %s: a call is { "method.name", { parameters } }, not a %s', path, type(source))
  end
  check.type("b24.batch", path .. "[1], the method's name", source[1], "string")
  check.type("b24.batch", path .. "[2], the parameters", source[2], "table", true)
  for key in pairs(source) do
    if key ~= 1 and key ~= 2 then
      check.fail('b24.batch: %s: [%s] is too much; a call is { "method.name", { parameters } }', path, tostring(key))
    end
  end
  return { method = source[1], params = source[2] or {} }
end

-- A call that refers to another comes after it; else in order of the list, or of the names.
local function arrange(calls, names)
  local order, state = setmetatable({}, host.array), {}
  local function place(name, from)
    if state[name] == "done" then return end
    if not calls[name] then
      check.fail("b24.batch: cmd.%s refers to $result[%s], and there is no such call%s", from, name,
        check.suggestion(name, calls))
    end
    if state[name] == "open" then
      check.fail("b24.batch: cmd.%s and cmd.%s wait for each other's results", from, name)
    end
    state[name] = "open"
    for other in pairs(references(calls[name].params, {})) do place(other, name) end
    state[name] = "done"
    order[#order + 1] = name
  end
  for _, name in ipairs(names) do place(name, name) end
  return order
end

local function read(source)
  check.type("b24.batch", "the calls", source, "table")
  local calls, names = {}, {}
  for key, value in pairs(source) do
    if not (key == "halt" and type(value) == "boolean") then
      if key == "cmd" and type(value) == "table" and type(value[1]) ~= "string" or type(value) == "string" then
        check.fail('b24.batch: write { name = { "method.name", { parameters } } }; '
          .. 'the portal\'s own form goes through b24.call("batch", …)')
      end
      local name = tostring(key)
      if not name:find "^[%w_]+$" then check.fail("b24.batch: '%s' is no name of a call: letters, digits, _", name) end
      calls[name] = call_of(name, value)
      names[#names + 1] = name
    end
  end
  if #names == 0 then check.fail("b24.batch: there are no calls") end
  if #names > most then
    check.fail("b24.batch: %d calls, and the portal takes %d at a time; make several batches of them", #names, most)
  end
  return calls, names
end

-- What the portal keyed by the name of a call, by what the script called it.
local function renamed(values, source)
  local result = {}
  for key, value in pairs(type(values) == "table" and values or {}) do
    local number = tonumber(key)
    result[number and source[number] ~= nil and number or key] = value
  end
  return result
end

--- Makes up to 50 calls in one request.
---@param source table calls by name, or in a list: { "method.name", { parameters } }; and beside them `halt = true`
---   to make none after one that failed
---@param options? table as for b24's functions
---@return boolean ok, table results_or_error, table? errors, table? pages
return function(source, options)
  local calls, names = read(source)
  check.type("b24.batch", "options", options, "table", true)
  check.keys("b24.batch", options or {}, options_known, "options.")
  check.one_of("b24.batch", "options.retry", options and options.retry, { always = true })
  check.one_of("b24.batch", "options.priority", options and options.priority, { bulk = true })
  check.type("b24.batch", "options.timeout", options and options.timeout, "number", true)
  local ok, value = host.call("batch", "batch", {
    order = arrange(calls, names),
    cmd = calls,
    halt = source.halt == true,
  }, options)
  if not ok then return false, failure.new(value, "batch") end
  if type(value) ~= "table" then value = {} end
  local errors = renamed(value.result_error, source)
  for name, wrong in pairs(errors) do
    local method = calls[tostring(name)] and calls[tostring(name)].method or "batch"
    if type(wrong) ~= "table" then wrong = { error = tostring(wrong) } end
    errors[name] = failure.new({ code = wrong.error, description = wrong.error_description }, method)
  end
  return true, renamed(value.result, source), errors,
    { next = renamed(value.result_next, source), total = renamed(value.result_total, source) }
end
