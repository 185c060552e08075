-- Words that the portal knows, as tables in which a misspelt one is an error.
local _, _, require = ...
local check = require "luabot.check"

local words = {}

local function strict(what, known)
  return setmetatable({}, {
    __index = function(_, name)
      local value = known[name]
      if value == nil then
        local near = type(name) == "string" and check.suggestion(name, known) or ""
        check.fail("%s: no '%s'%s", what, tostring(name), near)
      end
      return value
    end,
    __newindex = function() check.fail("%s cannot be changed", what) end,
    __metatable = false,
  })
end

local reactions = {}
for name in ([[like dislike faceWithTearsOfJoy redHeart neutralFace fire cry slightlySmilingFace winkingFace laugh kiss
  wonder slightlyFrowningFace loudlyCryingFace faceWithStuckOutTongue faceWithStuckOutTongueAndWinkingEye
  smilingFaceWithSunglasses confusedFace flushedFace thinkingFace angry smilingFaceWithHorns faceWithThermometer
  facepalm poo flexedBiceps clappingHands raisedHand smilingFaceWithHeartEyes smilingFaceWithHearts pleadingFace
  relievedFace
  foldedHands okHand signHorns loveYouGesture clownFace partyingFace questionMark exclamationMark lightBulb bomb
  sleepingSymbol crossMark whiteHeavyCheckMark eyes handshake hundredPoints]]):gmatch "%S+" do
  reactions[name] = name
end

words.reaction = strict("ui.reaction", reactions)

-- Of chats and bots; buttons and attachments take them as #rrggbb.
words.color = strict("ui.color", {
  red = "#df532d", green = "#64a513", mint = "#4ba984", lightBlue = "#4ba5c3", darkBlue = "#3e99ce", purple = "#8474c8",
  aqua = "#1eb4aa", pink = "#f76187", lime = "#58cc47", brown = "#ab7761", azure = "#29619b", khaki = "#728f7a",
  sand = "#ba9c7b", marengo = "#556574", gray = "#909090", graphite = "#5e5f5e",
})

return words
