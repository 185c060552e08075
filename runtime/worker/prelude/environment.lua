-- Two worlds. The globals of the Lua state stay with the prelude and the library; scripts get an environment of their
-- own, with copies of the standard functions named here and nothing else. Whatever a script replaces there, the library
-- does not call, so that a script cannot make it hand over the host, or take another path when a run is replayed.
-- Gives the scripts' environment, and the table of the runs' own coroutines.
local host = ...

local type, error, tonumber = type, error, tonumber
local raw_load, raw_getfenv, raw_setfenv = load, getfenv, setfenv
local ours, scripts = _G, {}

local allowed = {
  [""] = {
    "assert", "collectgarbage", "error", "getmetatable", "ipairs", "next", "pairs", "pcall", "print", "rawequal",
    "rawget", "rawset", "select", "setmetatable", "tonumber", "tostring", "type", "unpack", "xpcall", "_VERSION",
  },
  bit = {
    "arshift", "band", "bnot", "bor", "bswap", "bxor", "lshift", "rol", "ror", "rshift", "tobit", "tohex",
  },
  coroutine = { "create", "isyieldable", "running", "status", "wrap", "yield" },
  debug = { "traceback" },
  math = {
    "abs", "acos", "asin", "atan", "atan2", "ceil", "cos", "cosh", "deg", "exp", "floor", "fmod", "frexp", "huge",
    "ldexp", "log", "log10", "max", "min", "modf", "pi", "pow", "rad", "random", "randomseed", "sin", "sinh", "sqrt",
    "tan", "tanh",
  },
  os = { "clock", "date", "difftime", "time" },
  string = {
    "byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match", "rep", "reverse", "sub", "upper",
  },
  table = { "concat", "getn", "insert", "maxn", "move", "remove", "sort" },
}

for name, fields in next, allowed do
  local from, to = ours, scripts
  if name ~= "" then
    from, to = ours[name], {}
    scripts[name] = to
  end
  for i = 1, #fields do to[fields[i]] = from[fields[i]] end
end
scripts._G = scripts

-- Only text: bytecode can do anything to the interpreter. And in the scripts' environment, as Lua would give it.
local function compile(chunk, name, env)
  if type(name) == "string" and name:find("@[luabot]/", 1, true) == 1 then
    error("load: a chunk cannot be called as the library is", 3)
  end
  if type(chunk) == "function" then host.stack() end -- the parser calls it, deep in what it parses
  return raw_load(chunk, name, "t", env)
end

function scripts.load(chunk, name, _, env)
  if env == nil then env = scripts end
  if type(env) ~= "table" then error("bad argument #4 to 'load' (table expected)", 2) end
  local made, wrong = compile(chunk, name, env)
  return made, wrong
end

function scripts.loadstring(text, name)
  if type(text) ~= "string" then error("bad argument #1 to 'loadstring' (string expected)", 2) end
  local made, wrong = compile(text, name or text, scripts)
  return made, wrong
end

-- The level of a function as the raw ones count it from a function that calls them; nil of a function.
local function level_of(target, name)
  if type(target) == "function" then return nil end
  local level = tonumber(target)
  if not level or level < 0 or level % 1 ~= 0 then
    error(("bad argument #1 to '%s' (a function, or a level)"):format(name), 3)
  end
  return level + 1
end

-- Of a function of ours, and of C, the scripts' own.
function scripts.getfenv(target)
  if target == nil then target = 1 end
  local level = level_of(target, "getfenv")
  local env = raw_getfenv(level or target) -- no tail call: levels count
  return env == ours and scripts or env
end

-- Only of a script's functions.
function scripts.setfenv(target, env)
  local level = level_of(target, "setfenv")
  if raw_getfenv(level or target) == ours then error("setfenv: not a function of the script", 2) end
  local set = raw_setfenv(level or target, env)
  return set
end

-- A run's coroutine waits for the host alone. Another run that resumed it would give it an answer to what it has not
-- asked, and leave the host with an answer to nobody.
local runs = setmetatable({}, { __mode = "k" })
local resume = coroutine.resume

function scripts.coroutine.resume(co, ...)
  if runs[co] then return false, "cannot resume a handler" end
  return resume(co, ...)
end

-- Methods of strings are ours, whatever scripts put into their table `string`; what they add to it is a method too.
local meta = getmetatable("")
meta.__index = setmetatable(ours.string, { __index = scripts.string })
meta.__metatable = false

return scripts, runs
