-- What must not be there, and what must be.
local luabot = require "luabot"
local bot = luabot.bot { code = "t", properties = { name = "T" } }

for _, name in ipairs { "io", "ffi", "jit", "package", "module", "newproxy", "gcinfo", "dofile", "loadfile" } do
  assert(rawget(_G, name) == nil, name)
  assert(not pcall(require, name), name)
end
for _, name in ipairs { "execute", "exit", "getenv", "remove", "rename", "tmpname", "setlocale" } do
  assert(os[name] == nil, name)
end
for name in pairs(debug) do assert(name == "traceback", name) end
assert(string.dump == nil and table.foreach == nil)

local function refused(f, ...) assert(not pcall(f, ...), "it was not refused") end

-- Strings share a metatable, and it is out of reach.
assert(getmetatable("") == false)
refused(setmetatable, "", {})

-- What a script adds to them is a method; what is there stays.
function string.shout(text) return text:upper() .. "!" end
assert(("hey"):shout() == "HEY!")
local upper = string.upper
string.upper = function() return "changed" end
assert(("hey"):upper() == "HEY" and string.upper("hey") == "changed")
string.upper, string.shout = upper, nil
refused(function() return ("hey"):shout() end)

-- Nesting that the C stack has no room for is an error.
local function nest() return coroutine.wrap(nest)() end
local deep, overflow = pcall(nest)
assert(not deep and overflow:find("C stack overflow", 1, true), overflow)
local function substitute() return ("x"):gsub("x", substitute) end
deep, overflow = pcall(substitute)
assert(not deep and overflow:find("^sandbox.lua:%d+: C stack overflow"), overflow)

-- Only text is loaded.
assert(load("return 1")() == 1)
assert(loadstring("return 2")() == 2)
assert(load(function() end))
local bytes = "\27LJ\2\10\0"
assert(load(bytes) == nil and loadstring(bytes) == nil)
assert(load(bytes, "x", "b") == nil and load(bytes, "x", "bt") == nil)
local env = {}
load("x = 5", "name", "t", env)()
assert(env.x == 5 and x == nil)

-- Environments: a script's own functions only.
refused(setfenv, 0, {})
refused(setfenv, print, setmetatable({}, {}))
local function f() return y end
setfenv(f, { y = 3 })
assert(f() == 3 and getfenv(f).y == 3)
local function set_mine() setfenv(1, { y = 4 }) return y end
assert(set_mine() == 4)
assert(getfenv(0) == _G)

refused(collectgarbage)
refused(collectgarbage, "stop")
refused(collectgarbage, "setpause", 1000)
assert(collectgarbage("count") > 0)

-- No addresses.
local co = coroutine.create(print)
assert(tostring({}) == "table" and tostring(print) == "function" and tostring(co) == "thread")
assert(("%s %s %5.1f"):format({}, print, 2) == "table function   2.0")
assert(tostring(setmetatable({}, { __tostring = function() return "mine" end })) == "mine")
assert(("%s"):format(setmetatable({}, { __tostring = function() return "mine" end })) == "mine")
assert(tostring(nil) == "nil" and tostring(1.5) == "1.5" and tostring(true) == "true")
refused(string.format, "%p", {})
assert(not debug.traceback():find("0x"))
local _, why = pcall(string.rep)
assert(not tostring(why):find("0x"))
_, why = xpcall(function() local t = {} ; t() end, debug.traceback)
assert(not why:find("0x"), why)

-- Time stands still and is the host's.
assert(os.time() == 1700000000 and os.date("!%H:%M:%S") == "22:13:20" and os.date("%H") == "22")
assert(os.time { year = 2024, month = 1, day = 1, hour = 0 } == 1704067200)
assert(os.clock() == 0 and os.difftime(5, 3) == 2)
assert(os.date("*t", 0).year == 1970)

-- Luck is the run's.
for _ = 1, 100 do
  local r, d, m = math.random(), math.random(6), math.random(-3, 3)
  assert(r >= 0 and r < 1 and d >= 1 and d <= 6 and d % 1 == 0 and m >= -3 and m <= 3)
end
refused(math.random, 0)
refused(math.random, 3, 1)
math.randomseed(5)
local a, b = math.random(), math.random()
math.randomseed(5)
assert(a == math.random() and b == math.random() and a ~= b)

-- What Lua gives otherwise works.
assert(select("#", unpack({ 1, 2, 3 })) == 3 and bit.bor(1, 2) == 3)
assert(pcall(error, {}) == false)
assert(table.concat({ 1, 2 }, "-") == "1-2")
local wrapped = coroutine.wrap(function(...)
  local x1 = coroutine.yield(...)
  return x1 + 1
end)
assert(wrapped(7) == 7 and wrapped(8) == 9)
local ok
ok, why = pcall(coroutine.wrap(function() error("inside") end))
assert(not ok and why:find("sandbox.lua:%d+: inside"), why)
ok, why = coroutine.resume(coroutine.create(function() return 1, nil, 3 end))
assert(ok and why == 1)

bot:on("message", function()
  assert(os.time() == 1700000000 and os.clock() == 0)
  require "b24".call("x")
  assert(os.time() == 1700000001 and os.clock() == 1)
end)
