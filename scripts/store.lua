--- What a bot keeps, across restarts: `local store = require "store"`. Values are what JSON can hold; each bot has
--- its own store. To be used in handlers, not while the script loads.
local _, host, require = ...
local check = require "luabot.check"
local failure = require "luabot.failure"

local store = {}

local function call(op, key, params)
  check.type("store." .. op, "the key", key, "string")
  local ok, value = host.call("store", op, params)
  if not ok then error(failure.new(value, "store." .. op), 0) end
  return value
end

--- The value of a key.
---@param key string
---@param default? any what to give when there is none
---@return any
function store.get(key, default)
  local value = call("get", key, { key = key })
  if value == nil then return default end
  return value
end

--- Sets the value of a key. A nil deletes it.
---@param key string
---@param value any
--- Raises an error that names the path of what cannot be kept: "store.set: value.f: a function cannot be sent".
function store.set(key, value)
  if value == nil then return store.delete(key) end
  call("set", key, { key = key, value = value })
end

--- Deletes a key.
---@param key string
---@return boolean # whether it was there
function store.delete(key) return call("delete", key, { key = key }) end

return store
