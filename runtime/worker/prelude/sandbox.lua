-- Replaces what would differ between a run and its replay, and takes away what nobody needs. What scripts see of the
-- rest is in environment.lua.
-- Runs once in a fresh state, before any file of a bundle; gets the functions of bindings.cpp.
local host = ...

local type, error, rawget, select, concat = type, error, rawget, select, table.concat
local tostring, debug, string, coroutine, os, math = tostring, debug, string, coroutine, os, math
local getmetatable = debug.getmetatable

local hidden = { table = true, ["function"] = true, userdata = true, thread = true }

-- Addresses differ from process to process.
local function text_of(value)
  local kind = type(value)
  if not hidden[kind] then return tostring(value) end
  local meta = getmetatable(value)
  if meta and rawget(meta, "__tostring") then return tostring(value) end
  return value == host.null and "null" or kind
end

local raw_format, find, gsub = string.format, string.find, string.gsub
local check_stack = host.stack

local function plain(n, value, ...)
  if n == 0 then return end
  if hidden[type(value)] then value = text_of(value) end
  return value, plain(n - 1, ...)
end

local function format(pattern, ...)
  if find(pattern, "%%[-+ #0%d.]*p") and find(gsub(pattern, "%%%%", ""), "%%[-+ #0%d.]*p") then
    error("bad argument #1 to 'format' (addresses are not shown)", 2)
  end
  local n = select("#", ...)
  for i = 1, n do
    if hidden[type((select(i, ...)))] then return raw_format(pattern, plain(n, ...)) end
  end
  return raw_format(pattern, ...)
end

-- With a function that it calls for each match it takes 8 KiB of the C stack.
local function counted_gsub(text, pattern, by, count)
  local kind = type(by)
  if kind == "function" or kind == "table" then check_stack() end
  return gsub(text, pattern, by, count)
end

local raw_traceback = debug.traceback

local function traceback(...)
  local text = raw_traceback(...)
  return type(text) == "string" and (text:gsub(" at 0x%x+", "")) or text
end

-- A call of the host leaves by a yield of host.mark. In a coroutine of the script's own it has to pass through
-- everyone who resumed it, up to the run, and the answer has to come back the same way.
local raw_resume, raw_yield, create = coroutine.resume, coroutine.yield, coroutine.create
local mark = host.mark

local function pass(co, ok, first, ...)
  if ok and first == mark then return pass(co, raw_resume(co, raw_yield(mark))) end
  return ok, first, ...
end

local function resume(co, ...)
  check_stack()
  return pass(co, raw_resume(co, ...))
end

local function unwrap(ok, ...)
  if ok then return ... end
  error((...), 0)
end

local function wrap(f)
  local co = create(f)
  return function(...) return unwrap(resume(co, ...)) end
end

local function print(...)
  local parts = {}
  for i = 1, select("#", ...) do parts[i] = text_of((select(i, ...))) end
  host.log(1, concat(parts, "\t"))
end

local raw_count = collectgarbage

local function collectgarbage(what)
  if what ~= "count" then error("collectgarbage: only 'count' is allowed", 2) end
  return raw_count("count")
end

-- The clock is the run's: it stands still between two answers of the host.
local raw_time, raw_date = os.time, os.date

local function now() return math.floor(host.wall_ms() / 1000) end

local function time(fields)
  if fields == nil then return now() end
  return raw_time(fields)
end

local function date(pattern, at) return raw_date(pattern or "%c", at or now()) end

local function clock() return host.elapsed_ms() / 1000 end

local G = _G
for _, name in ipairs {
  "io", "dofile", "loadfile", "ffi", "jit", "package", "module", "newproxy", "gcinfo",
} do
  G[name] = nil
end
string.dump = nil
string.format, string.gsub = format, counted_gsub
table.foreach, table.foreachi = nil, nil
coroutine.resume, coroutine.wrap = resume, wrap
math.random, math.randomseed = host.random, host.randomseed
G.tostring, G.print, G.collectgarbage = text_of, print, collectgarbage
G.os = { time = time, date = date, clock = clock, difftime = os.difftime }
G.debug = { traceback = traceback }
return text_of
