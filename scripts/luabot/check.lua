-- What the library's functions share for saying what is wrong with their arguments.
local _, host = ...
local check = {}

local min, type, error, rawget = math.min, type, error, rawget

--- Raises an error at the line of the script that called into the library.
---@param text string
function check.fail(text, ...)
  if select("#", ...) > 0 then text = text:format(...) end
  local where = host.where()
  error((where ~= "" and where .. ": " or "") .. text, 0)
end

-- Optimal string alignment: a swap of neighbours counts as one mistake.
local function distance(a, b)
  local before, row = {}, {}
  for j = 0, #b do row[j] = j end
  local last
  for i = 1, #a do
    last, before, row = before, row, { [0] = i }
    for j = 1, #b do
      local same = a:byte(i) == b:byte(j)
      row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (same and 0 or 1))
      if i > 1 and j > 1 and a:byte(i) == b:byte(j - 1) and a:byte(i - 1) == b:byte(j) then
        row[j] = min(row[j], last[j - 2] + 1)
      end
    end
  end
  return row[#b]
end

--- The known name that was probably meant, as "; did you mean 'x'?", or an empty string.
---@param name string
---@param known table names as keys
---@return string
function check.suggestion(name, known)
  local best, least = nil, 1 + #name / 4
  for candidate in pairs(known) do
    local d = distance(name:lower(), candidate:lower())
    if d < least then best, least = candidate, d end
  end
  return best and ("; did you mean '%s'?"):format(best) or ""
end

--- A list of names for a message: "a, b or c".
---@param known table names as keys
---@return string
function check.names(known)
  local list = {}
  for name in pairs(known) do list[#list + 1] = tostring(name) end
  if #list < 2 then return list[1] or "" end
  local last = table.remove(list)
  return table.concat(list, ", ") .. " or " .. last
end

--- Fails unless every key of a table is known.
---@param what string begins the message: the function
---@param t table
---@param known table names as keys
---@param prefix? string path of the table, "properties."
function check.keys(what, t, known, prefix)
  for key in pairs(t) do
    if type(key) ~= "string" then check.fail("%s: %s[%s] is not a named field", what, prefix or "", tostring(key)) end
    if rawget(known, key) == nil then
      check.fail("%s: unknown field '%s%s'%s", what, prefix or "", key, check.suggestion(key, known))
    end
  end
end

--- Fails unless a value has the type; nil passes if `optional`.
function check.type(what, name, value, wanted, optional)
  if value == nil and optional then return end
  if type(value) ~= wanted then
    if value == nil then check.fail("%s: %s is missing", what, name) end
    check.fail("%s: %s must be a %s, not a %s", what, name, wanted, type(value))
  end
end

--- Fails unless a value is one of a set.
function check.one_of(what, name, value, set)
  if value == nil or set[value] then return end
  check.fail("%s: %s cannot be '%s'%s; it is %s", what, name, tostring(value),
    type(value) == "string" and check.suggestion(value, set) or "", check.names(set))
end

--- A set from a list of names.
---@param names string separated by spaces
---@return table<string, true>
function check.set(names)
  local set = {}
  for name in names:gmatch("%S+") do set[name] = true end
  return set
end

return check
