-- pairs and next in one order in every process. LuaJIT seeds the hash of strings per process, so that its own order
-- differs between a run and its replay, which then takes another path and is stopped for it.
-- The order: whole numbers from 1, other numbers, strings, false, true, and last tables, functions and the like as
-- they come. pairs fixes the keys when it is called: a removed one is skipped, a new one is not visited.

-- The name next lets the compiler see a plain traversal.
local next, rawget, type, error, sort = next, rawget, type, error, table.sort

local function rank(key)
  local kind = type(key)
  if kind == "number" then return key >= 1 and key % 1 == 0 and 1 or 2 end
  return kind == "string" and 3 or kind == "boolean" and 4 or 5
end

local function before(a, b)
  local ra, rb = rank(a), rank(b)
  if ra ~= rb then return ra < rb end
  if ra == 4 then return not a and b end
  return ra < 4 and a < b
end

local function insertion(keys, count, less)
  for i = 2, count do
    local key, j = keys[i], i - 1
    while j > 0 and less(key, keys[j]) do
      keys[j + 1] = keys[j]
      j = j - 1
    end
    keys[j + 1] = key
  end
end

local function ascending(a, b) return a < b end

-- Keys of unordered types stay in their order, so that the sort never sees two of them.
local function arrange(keys, count, strings)
  if strings then
    if count > 12 then return sort(keys) end
    return insertion(keys, count, ascending)
  end
  local known, rest = {}, {}
  for i = 1, count do
    local key = keys[i]
    if rank(key) < 5 then known[#known + 1] = key else rest[#rest + 1] = key end
  end
  if #known > 12 then sort(known, before) else insertion(known, #known, before) end
  for i = 1, #known do keys[i] = known[i] end
  for i = 1, #rest do keys[#known + i] = rest[i] end
end

-- The length of the part 1, 2, … that comes first anyway; the other keys in order, or nil; how many.
local function survey(t)
  local n, keys, count, strings = 0, nil, 0, true
  for key in next, t do
    if key == n + 1 then
      n = key
    else
      keys = keys or {}
      count = count + 1
      keys[count] = key
      strings = strings and type(key) == "string"
    end
  end
  if count > 1 then arrange(keys, count, strings) end
  return n, keys, count
end

local function step(state)
  local t, i = state.t, state.i
  while i < state.n do
    i = i + 1
    local value = rawget(t, i)
    if value ~= nil then
      state.i = i
      return i, value
    end
  end
  local n, keys = state.n, state.keys
  while i < n + state.count do
    i = i + 1
    local key = keys[i - n]
    local value = rawget(t, key)
    if value ~= nil then
      state.i = i
      return key, value
    end
  end
  state.i = i
end

local function nothing() end

local function check(name, t)
  if type(t) ~= "table" then
    error(("bad argument #1 to '%s' (table expected, got %s)"):format(name, t == nil and "no value" or type(t)), 3)
  end
end

function _G.pairs(t)
  check("pairs", t)
  if next(t) == nil then return nothing, t end
  local n, keys, count = survey(t)
  return step, { t = t, i = 0, n = n, keys = keys, count = count }
end

-- next(t) alone asks whether a table is empty, so it must not sort.
local function first(t)
  local best = next(t)
  if best == nil then return nil end
  if rawget(t, 1) ~= nil then return 1, rawget(t, 1) end
  for key in next, t do
    if before(key, best) then best = key end
  end
  return best, rawget(t, best)
end

-- Where a traversal stands after a key, which may have been removed since.
local function find(t, key)
  local n, keys, count = survey(t)
  local state = { t = t, i = 0, n = n, keys = keys, count = count }
  local place = rank(key)
  if place == 1 and key <= n then
    state.i = key
    return state
  end
  for i = 1, count do
    if keys[i] == key then
      state.i = n + i
      return state
    end
    if place < 5 and before(key, keys[i]) then
      state.i = n + i - 1
      return state
    end
  end
  if place == 5 then error("invalid key to 'next'", 3) end
  state.i = n + count
  return state
end

-- The traversal under way, so that the next step of it need not sort again.
local going, going_key

function _G.next(t, key)
  check("next", t)
  if key == nil then
    going = nil
    return first(t)
  end
  if not (going and going.t == t and going_key == key) then going = find(t, key) end
  local following, value = step(going)
  going_key = following
  if following == nil then going = nil end
  return following, value
end
