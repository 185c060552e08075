-- Long texts in parts that a message can hold, cut at a line or a word, with every BB code whole in each part.
local _, _, require = ...
local check = require "luabot.check"

local longest = 20000 -- characters; the portal cuts what is beyond
local piece = 200 -- of a word that has no place to cut

local paired = check.set "b i u s size color url user chat context code put send call img"
local single = check.set "br disk icon timestamp"
-- What stands between these is an address or a number, unless that follows a "=".
local whole = check.set "url img call"

local function count(text)
  local _, characters = text:gsub("[^\128-\191]", "")
  return characters
end

local function token(kind, text, name) return { kind = kind, text = text, size = count(text), name = name } end

-- Cuts a word that is too long into pieces between characters.
local function add_word(tokens, word)
  if #word <= piece then
    tokens[#tokens + 1] = token("word", word)
    return
  end
  local from, characters = 1, 0
  for at in word:gmatch "()[^\128-\191]" do
    if characters == piece then
      tokens[#tokens + 1] = token("word", word:sub(from, at - 1))
      from, characters = at, 0
    end
    characters = characters + 1
  end
  tokens[#tokens + 1] = token("word", word:sub(from))
end

-- The BB code at a place: its token and the place after it.
local function code_at(text, place, in_code)
  local slash, name, value, after = text:match("^%[(/?)(%a+)([^%[%]\n]*)%]()", place)
  if not slash or value ~= "" and not value:find "^[= ]" then return nil end
  name = name:lower()
  if in_code and not (slash == "/" and name == "code") then return nil end
  local tag = text:sub(place, after - 1)
  if slash == "/" then return paired[name] and token("close", tag, name), after end
  if single[name] then return token("word", tag), after end
  if whole[name] and not value:find "^=" then
    local close = text:match("^[^%[\n]*%[/" .. name .. "%]()", after)
      or text:match("^[^%[\n]*%[/" .. name:upper() .. "%]()", after)
    if close and close - place < longest / 4 then return token("word", text:sub(place, close - 1)), close end
  end
  return paired[name] and token("open", tag, name), after
end

local function tokens_of(text)
  local tokens, place, in_code = {}, 1, false
  while place <= #text do
    local line = text:match("^\r?\n()", place)
    local space = not line and text:match("^[^%S\n]+()", place)
    local code, after
    if text:byte(place) == 91 then code, after = code_at(text, place, in_code) end
    if code then
      tokens[#tokens + 1] = code
      if code.name == "code" then in_code = code.kind == "open" end
    elseif line or space then
      after = line or space
      tokens[#tokens + 1] = token(line and "line" or "space", text:sub(place, after - 1))
    else
      after = text:match("^.[^%s%[]*()", place)
      add_word(tokens, text:sub(place, after - 1))
    end
    place = after
  end
  return tokens
end

-- Takes a BB code for one only where the other half of the pair is there too.
local function pair(tokens)
  local open = {}
  for _, one in ipairs(tokens) do
    if one.kind == "open" then
      open[one.name] = open[one.name] or {}
      table.insert(open[one.name], one)
    elseif one.kind == "close" then
      local other = open[one.name] and table.remove(open[one.name])
      if other then one.paired, other.paired = true, true end
    end
  end
end

local function closing(open)
  local parts = {}
  for i = #open, 1, -1 do parts[#parts + 1] = "[/" .. open[i].name .. "]" end
  return table.concat(parts)
end

local function opening(open)
  local parts = {}
  for i = 1, #open do parts[i] = open[i].text end
  return table.concat(parts)
end

-- The codes that are open after a token, given those before it.
local function step(open, one)
  if not one.paired then return open end
  local after = {}
  for i = 1, #open do after[i] = open[i] end
  if one.kind == "open" then
    after[#after + 1] = one
  else
    for i = #after, 1, -1 do
      if after[i].name == one.name then
        table.remove(after, i)
        break
      end
    end
  end
  return after
end

-- One part from the token at `from`: its text, the first token of the next, what is open there, whether that goes on
-- in the middle of a quoted line. `head` stands before it.
local function part_of(tokens, from, open, head, limit)
  local size, line, word = count(head), nil, nil
  local at, quoted = from, head:sub(1, 2) == ">>"
  while at <= #tokens do
    local one, after = tokens[at], step(open, tokens[at])
    local fits = size + one.size + count(closing(after)) <= limit
    if not fits and at > from then break end
    if one.kind == "line" and at > from then line = { at = at, open = open, size = size } end
    if one.kind == "space" and at > from then word = { at = at, open = open, size = size, quoted = quoted } end
    if one.kind == "line" then quoted = false end
    if one.kind == "word" and (at == 1 or tokens[at - 1].kind == "line") then quoted = one.text:sub(1, 2) == ">>" end
    size, open, at = size + one.size, after, at + 1
  end
  local stop = { at = at, open = open, quoted = quoted }
  if at <= #tokens and tokens[at].kind == "line" then
    stop.quoted = false
  elseif at <= #tokens and tokens[at].kind ~= "space" then
    -- A line that ends early is better than a sentence that does; but not at any price.
    if line and line.size > limit / 2 then stop = line elseif word and word.size > limit / 2 then stop = word end
  end
  local texts = {}
  for i = from, stop.at - 1 do texts[#texts + 1] = tokens[i].text end
  local next_at = stop.at
  local gap = tokens[next_at]
  if gap and (gap.kind == "line" or gap.kind == "space") then next_at = next_at + 1 end
  return head .. table.concat(texts) .. closing(stop.open), next_at, stop.open, stop.quoted
end

-- Whether anything would be seen of a part: the portal refuses a message without a text.
local function visible(text)
  return text:gsub("%[/?%a+[^%[%]\n]*%]", function(tag)
    return (tag:lower():find "^%[disk" or tag:lower():find "^%[icon" or tag:lower():find "^%[timestamp") and tag or ""
  end):find "%S" ~= nil
end

--- Cuts a text into parts.
---@param text string
---@param limit? integer characters of a part, 20,000 at most and by default
---@return string[] # one part when the text is short, whatever it is
return function(text, limit)
  limit = limit or longest
  check.type("ui.split", "the text", text, "string")
  check.type("ui.split", "the limit", limit, "number")
  if limit < 2 * piece or limit > longest then
    check.fail("ui.split: the limit is %d to %d characters", 2 * piece, longest)
  end
  if #text <= limit or count(text) <= limit then return { text } end
  local tokens = tokens_of(text)
  pair(tokens)
  local parts, at, head, open = {}, 1, "", {}
  while at <= #tokens do
    local part, quoted
    part, at, open, quoted = part_of(tokens, at, open, head, limit)
    if visible(part) then parts[#parts + 1] = part end
    head = (quoted and ">>" or "") .. opening(open)
    -- Codes that leave no room for a text end here.
    if count(head .. closing(open)) > limit / 2 then head, open = quoted and ">>" or "", {} end
  end
  return #parts > 0 and parts or { text }
end
