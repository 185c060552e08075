local luabot, ui = require "luabot", require "ui"
local csv = require "csv"

local bot = luabot.bot { code = "tally", properties = { name = "Tally", workPosition = "Adds up tables" } }

local largest = 4 * 1024 * 1024

-- What stands in people's tables is no Markdown.
local function plain(text)
  return (text:gsub("[\r\n]+", " "):gsub("%p", "\\%0"))
end

local function number(text)
  return text and text:match("^%s*[+-]?%d+%.?%d*%s*$") and tonumber(text)
end

-- The columns that hold numbers: { name, count, sum, least, most }.
local function add_up(rows)
  local columns = {}
  for place, name in ipairs(rows[1]) do
    local column = { name = name, count = 0, sum = 0 }
    for i = 2, #rows do
      local value = number(rows[i][place])
      if value then
        column.count, column.sum = column.count + 1, column.sum + value
        column.least = math.min(column.least or value, value)
        column.most = math.max(column.most or value, value)
      end
    end
    if column.count > 0 then columns[#columns + 1] = column end
  end
  return columns
end

local function in_words(name, rows, columns)
  local count = #rows - 1
  local lines = { ("**%s**: %d row%s"):format(plain(name), count, count == 1 and "" or "s") }
  if #columns == 0 then
    lines[2] = "\nNo column holds numbers."
  else
    lines[2] = "\n| column | sum | mean |\n|---|---|---|"
    for _, column in ipairs(columns) do
      lines[#lines + 1] = ("| %s | %.10g | %.10g |"):format(plain(column.name), column.sum, column.sum / column.count)
    end
  end
  return table.concat(lines, "\n")
end

local function report(columns)
  local lines = { csv.line { "column", "numbers", "sum", "mean", "least", "most" } }
  for _, column in ipairs(columns) do
    local mean = ("%.10g"):format(column.sum / column.count)
    lines[#lines + 1] = csv.line { column.name, column.count, column.sum, mean, column.least, column.most }
  end
  return table.concat(lines, "\n") .. "\n"
end

local function tally(msg, sent)
  local name = sent.name or "your table" -- the event may leave it out
  if (tonumber(sent.size) or 0) > largest then
    return msg:reply(ui.markdown(("**%s** is too large for me."):format(plain(name))))
  end
  local content = sent:read()
  local rows = not content:find("%z") and csv.read(content) or {}
  if #rows < 2 then
    return msg:reply(ui.markdown(("**%s** is no table with a line of names and rows below it."):format(plain(name))))
  end
  local columns = add_up(rows)
  msg:reply(ui.markdown(in_words(name, rows, columns)))
  if #columns > 0 then msg:upload { name = "tally.csv", content = report(columns) } end
end

bot:on("message", function(msg)
  if #msg.files == 0 then return msg:reply("Send me a table, saved as CSV, and I add it up.") end
  for _, sent in ipairs(msg.files) do tally(msg, sent) end
end)
