local ui = require "ui"

local function characters(text)
  local _, n = text:gsub("[^\128-\191]", "")
  return n
end

-- Every code that a part opens it closes, in order, and nothing is lost.
local function sound(parts, limit)
  for i, part in ipairs(parts) do
    assert(characters(part) <= limit, i .. ": " .. characters(part))
    assert(part:find "%S", "an empty part")
    local open = {}
    for slash, name in part:gmatch "%[(/?)(%a+)[^%[%]]*%]" do
      if slash == "" then open[#open + 1] = name else assert(table.remove(open) == name, part) end
    end
    assert(#open == 0, i .. " leaves " .. tostring(open[1]) .. " open")
  end
end

local function bare(text) return (text:gsub("%[/?%a+[^%[%]]*%]", ""):gsub("%s+", "")) end

local function whole(text, parts) assert(bare(table.concat(parts)) == bare(text), "something is lost") end

local function split(text, limit)
  local parts = ui.split(text, limit)
  sound(parts, limit or 20000)
  whole(text, parts)
  return parts
end

-- Short ones stay as they are.
assert(ui.split("hi [b]x")[1] == "hi [b]x" and #ui.split("") == 1)
assert(#ui.split(("é"):rep(20000)) == 1 and #ui.split(("é"):rep(20001)) == 2)

-- At a line, else at a word, else between characters.
local parts = split(("a line of words\n"):rep(100), 400)
for _, part in ipairs(parts) do assert(part:find "^a line" and part:find "words\n?$", part) end
parts = split(("word "):rep(200), 400)
for _, part in ipairs(parts) do assert(part:find "^word" and part:find "word ?$", part) end
parts = split(("é"):rep(1000), 400)
assert(#parts == 3 and characters(parts[1]) == 400)
for _, text in ipairs { "x" .. ("\226\130\172"):rep(1000), "xx" .. ("\240\159\152\128"):rep(1000) } do
  for _, part in ipairs(split(text, 400)) do
    local rest = part:gsub("[\1-\127]", ""):gsub("\226\130\172", ""):gsub("\240\159\152\128", "")
    assert(rest == "", "half of a character")
  end
end
for _, part in ipairs(split(("ab[cd "):rep(200), 400)) do
  assert(part:find "^ab%[cd" and part:find "ab%[cd ?$", part)
end
parts = split(("x"):rep(390) .. "\n" .. ("y"):rep(390), 400)
assert(parts[1] == ("x"):rep(390) and parts[2] == ("y"):rep(390))
-- An early line end is not worth a short part.
parts = split("ab\n" .. ("word "):rep(200), 400)
assert(characters(parts[1]) > 300)

-- Codes are closed and opened again.
parts = split("[b][color=#ff0000]" .. ("word "):rep(200) .. "[/color] end[/b]", 400)
assert(parts[1]:find("^%[b%]%[color=#ff0000%]word") and parts[1]:find("%[/color%]%[/b%]$"))
assert(parts[2]:find("^%[b%]%[color=#ff0000%]word") and parts[3]:find("%[/color%] end%[/b%]$"))
-- What looks like a code in code is none.
parts = ui.split("[code]" .. ("  x = [b]1\n"):rep(100) .. "[/code]", 400)
for _, part in ipairs(parts) do assert(part:find "^%[code%]  x = %[b%]1" and part:find "%[b%]1\n?%[/code%]$", part) end
local source, pieces_of_code = ("  x = [b]1\n  y = [/b]2\n"):rep(50), {}
for i, part in ipairs(ui.split("[code]" .. source .. "[/code]", 400)) do
  pieces_of_code[i] = part:match "^%[code%](.*)%[/code%]$"
end
assert(table.concat(pieces_of_code):gsub("%s+", "") == source:gsub("%s+", ""))
-- A link, an image and a mention stay whole.
local link = "[url=https://example.com/a?b=c]a link[/url] "
for _, part in ipairs(split(link:rep(60), 400)) do
  local _, links = part:gsub("%[url=https://example.com/a%?b=c%]", "")
  assert(links > 5)
end
for _, part in ipairs(split(("[img size=small]https://example.com/a b.png [/img] "):rep(60), 400)) do
  assert(not part:gsub("%[img size=small%]https://example.com/a b.png %[/img%]", ""):find "example", part)
end
-- What is not closed, not known or escaped is text.
for _, text in ipairs { "[b]" .. ("word "):rep(200), "[/b]" .. ("word "):rep(200), ("[x] "):rep(300),
  ui.escape("[b]" .. ("word "):rep(200) .. "[/b]"), ("[b "):rep(300) } do
  local joined = table.concat(ui.split(text, 400), " ")
  assert(joined:gsub("%s+", "") == text:gsub("%s+", ""), joined)
end
-- Crossed codes.
split("[b]" .. ("one "):rep(150) .. "[i]" .. ("two "):rep(150) .. "[/i][/b]" .. ("three "):rep(150), 400)
-- A quoted line goes on as one.
parts = ui.split(">>" .. ("word "):rep(200) .. "\nplain", 400)
assert(parts[2]:find "^>>word" and parts[3]:find "^>>word" and parts[3]:find "\nplain$")
-- No part of codes or blanks alone.
parts = split("[b]" .. ("x"):rep(393) .. "[/b]" .. ("\n"):rep(900) .. "[i] [/i]", 400)
assert(#parts == 1, #parts)
-- A code too long to be said twice.
parts = ui.split("[url=https://example.com/" .. ("p"):rep(300) .. "]" .. ("word "):rep(300) .. "[/url]", 400)
for _, part in ipairs(parts) do assert(characters(part) <= 400) end
assert(#parts <= 6, #parts)
-- However it is written: nothing but words, codes and lines in any order.
math.randomseed(5)
local pieces = { "word ", "é", "\n", "[b]", "[/b]", "[i]", "[/i]", "[url=/x]", "[/url]", "[code]", "[/code]",
  ">>", "[", "]" }
for _ = 1, 200 do
  local text = {}
  for i = 1, 600 do text[i] = pieces[math.random(#pieces)] end
  for _, part in ipairs(ui.split(table.concat(text), 400)) do
    assert(characters(part) <= 400 and part:find "%S")
  end
end
assert(#split(("A sentence of some words. "):rep(8000)) == 11)

assert(not pcall(ui.split, 5) and not pcall(ui.split, "x", 5) and not pcall(ui.split, "x", 30000))

require "luabot".bot { code = "t", properties = { name = "T" } }
