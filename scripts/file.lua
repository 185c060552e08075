--- The bot's own files: `local file = require "file"`. Each bot has a directory of its own on the host, flat, where
--- files stay until they are deleted. Contents are strings of any bytes, up to 100 MiB. To be used in handlers, not
--- while the script loads. What a run has read it reads again in a replay, whatever became of the file since.
---
---     file.save("note.txt", "some bytes")
---     local bytes = file.read("note.txt")
---     for _, f in ipairs(msg.files) do f:save("in-" .. f.id) end        -- see luabot's events
local _, host, require = ...
local check = require "luabot.check"
local failure = require "luabot.failure"

local file = {}

local function call(op, params, options, bytes)
  local ok, value, content = host.call("file", op, params, options, bytes)
  if not ok then error(failure.new(value, "file." .. op), 0) end
  return value, content
end

local function named(op, name) check.type("file." .. op, "the name", name, "string") end

--- Keeps bytes under a name, in the place of what was there.
---@param name string 1 to 200 bytes, without slashes and control characters, not beginning with a dot
---@param content string
---@return integer size
--- Raises an error when the disk is full, and for a wrong name.
function file.save(name, content)
  named("save", name)
  check.type("file.save", "the content", content, "string")
  return call("save", { name = name, size = #content, hash = host.hash(content) }, nil, content).size
end

--- The bytes of a file.
---@param name string
---@return string? content nil when there is no such file
function file.read(name)
  named("read", name)
  local _, content = call("read", { name = name })
  return content
end

--- Deletes a file.
---@param name string
---@return boolean # whether it was there
function file.delete(name)
  named("delete", name)
  return (call("delete", { name = name }))
end

--- The names and sizes of all files, in order of names.
---@return { name: string, size: integer }[]
function file.list() return (call("list", {})) end

return file
