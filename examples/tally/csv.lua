-- Reads a table that was saved as CSV: fields between commas or semicolons, quoted where they hold one.
local csv = {}

local function separator_of(header)
  local _, commas = header:gsub(",", "")
  local _, semicolons = header:gsub(";", "")
  return semicolons > commas and ";" or ","
end

--- The rows of a table, each a list of its fields' texts.
---@param text string
---@return string[][]
function csv.read(text)
  text = text:gsub("^\239\187\191", ""):gsub("\r\n?", "\n")
  local separator = separator_of(text:match("^[^\n]*"))
  local rows, row, at = {}, {}, 1
  while at <= #text do
    local field
    if text:sub(at, at) == '"' then
      local close = at
      repeat -- a quote in the text is written twice
        close = text:find('"', close + 1, true) or #text + 1
        local doubled = text:sub(close + 1, close + 1) == '"'
        if doubled then close = close + 1 end
      until not doubled
      field = text:sub(at + 1, close - 1):gsub('""', '"')
      at = close + 1
    else
      field = text:match("^[^\n" .. separator .. "]*", at)
      at = at + #field
    end
    row[#row + 1] = field
    if text:sub(at, at) ~= separator then
      if #row > 1 or row[1] ~= "" then rows[#rows + 1] = row end
      row = {}
    end
    at = at + 1
  end
  if row[1] then rows[#rows + 1] = row end -- the text ended with a separator
  return rows
end

--- A line of CSV, without the line break.
---@param fields (string|number)[]
---@return string
function csv.line(fields)
  local out = {}
  for i, field in ipairs(fields) do
    local text = tostring(field)
    out[i] = text:find('[",;\n]') and '"' .. text:gsub('"', '""') .. '"' or text
  end
  return table.concat(out, ",")
end

return csv
