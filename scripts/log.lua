--- The bot's log: `local log = require "log"`. Each line carries the place that wrote it.
local _, host, require = ...
local check = require "luabot.check"

local log = {}

local function write(name, level, text, ...)
  if select("#", ...) > 0 then
    local ok, line = pcall(string.format, text, ...)
    if not ok then check.fail("log.%s: %s", name, line) end
    text = line
  end
  host.log(level, tostring(text))
end

--- What helps to find a mistake.
---@param text any the line; or, when more arguments follow, a pattern for string.format
---@param ... any what the pattern takes
function log.debug(text, ...) write("debug", 0, text, ...) end

--- What an operator may want to know. `print` writes such lines too.
---@param text any the line; or, when more arguments follow, a pattern for string.format
---@param ... any what the pattern takes
function log.info(text, ...) write("info", 1, text, ...) end

--- What is wrong but harms nobody yet.
---@param text any the line; or, when more arguments follow, a pattern for string.format
---@param ... any what the pattern takes
function log.warn(text, ...) write("warn", 2, text, ...) end

--- What went wrong.
---@param text any the line; or, when more arguments follow, a pattern for string.format
---@param ... any what the pattern takes
function log.error(text, ...) write("error", 3, text, ...) end

return log
