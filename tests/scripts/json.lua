local json = require "json"

local function refused(pattern, f, ...)
  local ok, why = pcall(f, ...)
  assert(not ok, "it was not refused")
  assert(tostring(why):find(pattern, 1, true), tostring(why))
end

assert(json.encode { b = 1, a = { 1, 2 } } == '{"a":[1,2],"b":1}')
assert(json.encode {} == "{}")
assert(json.encode(json.array {}) == "[]" and json.encode(json.array()) == "[]")
assert(json.encode(json.array { 1 }) == "[1]")
assert(json.encode { a = json.null } == '{"a":null}')
assert(json.encode("é") == '"é"')
refused("json.lua:16: json.encode: a.b[1]: a function cannot be sent", function()
  json.encode { a = { b = { print } } }
end)
refused("json.array: the list must be a table, not a string", json.array, "x")

local t = json.decode '{"a":[1,null,{"b":"x"}],"n":null,"big":12345678901234567890}'
assert(t.a[1] == 1 and t.a[2] == json.null and t.a[3].b == "x" and t.n == nil and t.big == "12345678901234567890")
assert(json.decode "null" == json.null)
assert(tostring(json.null) == "null")
assert(json.encode(json.decode "[]") == "[]" and json.encode(json.decode "{}") == "{}")
local value, why = json.decode '{"a":\n !}'
assert(value == nil and why:find("line 2"), why)
refused("json.decode: the text is missing", json.decode)
assert(getmetatable(json.array()) == false)

require "luabot".bot { code = "t", properties = { name = "T" } }
