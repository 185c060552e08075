-- pairs and next go in one order in every process.
local function order(t)
  local keys = {}
  for key, value in pairs(t) do
    assert(rawequal(t[key], value))
    keys[#keys + 1] = tostring(key)
  end
  return table.concat(keys, " ")
end

local function next_order(t)
  local keys = {}
  local key = next(t)
  while key ~= nil do
    keys[#keys + 1] = tostring(key)
    key = next(t, key)
  end
  return table.concat(keys, " ")
end

local function both(t, wanted)
  assert(order(t) == wanted, order(t))
  assert(next_order(t) == wanted, next_order(t))
end

both({}, "")
both({ 1, 2, 3 }, "1 2 3")
both({ b = 1, a = 1, c = 1 }, "a b c")
both({ "x", "y", z = 1, [0] = 1, [-1] = 1, [2.5] = 1, [10] = 1, [true] = 1, [false] = 1 },
  "1 2 10 -1 0 2.5 z false true")
both({ [3] = 1, [2] = 1, [1] = 1 }, "1 2 3")
both({ nil, 2, nil, 4 }, "2 4")
both({ [print] = 1, a = 1 }, "a function") -- two such keys would come in any order
both({ [{}] = 1, a = 1 }, "a table")

-- An array that was filled from its end sits in the hash part, whichever way its keys hash.
local backwards = {}
for i = 40, 1, -1 do backwards[i] = i end
backwards.x, backwards[0], backwards[1.5] = 1, 1, 1
local wanted = {}
for i = 1, 40 do wanted[i] = tostring(i) end
both(backwards, table.concat(wanted, " ") .. " 0 1.5 x")

-- More keys than are sorted by hand.
local many, names = {}, {}
for i = 1, 100 do
  local name = ("k%03d"):format((i * 37) % 101)
  many[name] = i
  names[i] = name
end
table.sort(names)
both(many, table.concat(names, " "))
many[1], many[true], many[-5] = 1, 1, 1
both(many, "1 -5 " .. table.concat(names, " ") .. " true")

-- Values change, keys go and come while it runs.
local t = { a = 1, b = 2, c = 3, d = 4 }
local seen = {}
for key in pairs(t) do
  seen[#seen + 1] = key
  t[key] = 0
  if key == "a" then
    t.b = nil
    t.e = 5
  end
end
assert(table.concat(seen) == "acd" and t.e == 5)
t = { 1, 2, 3, 4 }
seen = {}
for i in pairs(t) do
  seen[#seen + 1] = i
  t[i], t[2] = nil, nil
end
assert(table.concat(seen) == "134" and next(t) == nil)
t = { a = 1, b = 2, c = 3 }
for key in next, t do t[key] = nil end
t = { 1, 2, 3, [0] = 0, [-1] = 1, x = 1, [true] = 1 }
for key in next, t do t[key] = nil end
assert(next(t) == nil)

-- Two traversals by next at once.
t = { a = 1, b = 2, c = 3 }
local u = { x = 1, y = 2 }
local key1, key2 = next(t), next(u)
key1, key2 = next(t, key1), next(u, key2)
assert(key1 == "b" and key2 == "y")
assert(next(t, key1) == "c" and next(u, key2) == nil and next(t, "c") == nil)
assert(next({ 5, 6 }, 1) == 2 and next({ 5, 6 }, 2) == nil)

-- Metamethods are not asked.
local meta = setmetatable({ 1 }, { __index = function() return 1 end, __pairs = error })
both(meta, "1")

local ok, why = pcall(pairs)
assert(not ok and why:find("bad argument #1 to 'pairs' (table expected, got no value)", 1, true), why)
ok, why = pcall(next, "x")
assert(not ok and why:find("table expected, got string", 1, true), why)
assert(next({ a = 1, c = 1 }, "b") == "c") -- as if b had been removed
ok, why = pcall(next, { a = 1 }, {})
assert(not ok and why:find("invalid key to 'next'", 1, true), why)

require "luabot".bot { code = "t", properties = { name = "T" } }
