-- wrk's script: a message as a portal pushes it, another one with each request.
-- wrk ... -s push.lua URL -- BOT_ID BOT_TOKEN FIRST
-- FIRST is the number of the first message; ten digits, so that all requests have the same length.
-- luacheck: globals wrk init request done
local dialogs = 200

-- Keys and their order as PHP's http_build_query writes a message from a private chat; %N, %D and %T are the message's
-- number, the dialog's and the time, %B the bot and %A its application_token.
local form = [[
event=ONIMBOTV2MESSAGEADD
data[message][id]=%N
data[message][chatId]=%D
data[message][authorId]=%D
data[message][date]=2026-03-02T10:15:00+00:00
data[message][text]=Where is order %N? I paid on Tuesday & nobody answers. Спасибо!
data[message][isSystem]=0
data[message][uuid]=
data[message][forward]=
data[message][viewedByOthers]=0
data[chat][id]=%D
data[chat][dialogId]=%D
data[chat][avatar]=
data[chat][backgroundId]=
data[chat][color]=#64a513
data[chat][containsCollaber]=0
data[chat][description]=
data[chat][diskFolderId]=101
data[chat][entityData1]=
data[chat][entityData2]=
data[chat][entityData3]=
data[chat][entityId]=
data[chat][entityType]=
data[chat][extranet]=0
data[chat][isNew]=0
data[chat][messageType]=P
data[chat][name]=
data[chat][owner]=%B
data[chat][parentChatId]=0
data[chat][parentMessageId]=0
data[chat][textFieldEnabled]=Y
data[chat][type]=private
data[user][id]=%D
data[user][name]=John Smith
data[user][firstName]=John
data[user][lastName]=Smith
data[user][absent]=0
data[user][active]=1
data[user][avatar]=
data[user][birthday]=
data[user][bot]=0
data[user][color]=#64a513
data[user][connector]=0
data[user][departments][0]=1
data[user][desktopLastDate]=0
data[user][email]=john@example.com
data[user][externalAuthId]=default
data[user][extranet]=0
data[user][gender]=M
data[user][idle]=0
data[user][lastActivityDate]=0
data[user][mobileLastDate]=0
data[user][phones]=0
data[user][status]=online
data[user][type]=employee
data[user][website]=
data[user][workPosition]=Developer
data[language]=en
data[bot][id]=%B
data[bot][code]=bench
data[bot][auth][domain]=acme.bitrix24.example
data[bot][auth][application_token]=%A
data[bot][auth][member_id]=e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0
data[bot][auth][client_endpoint]=https://acme.bitrix24.example/rest/
data[bot][auth][server_endpoint]=https://oauth.bitrix.info/rest/
data[bot][auth][scope]=imbot
data[bot][auth][status]=L
ts=%T
auth[domain]=acme.bitrix24.example
auth[application_token]=%A
auth[member_id]=e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0
auth[client_endpoint]=https://acme.bitrix24.example/rest/
auth[server_endpoint]=https://oauth.bitrix.info/rest/
auth[scope]=imbot
auth[status]=L
]]

local function escape(text)
  return (text:gsub("[^%w%-_. ]", function(c) return ("%%%02X"):format(c:byte()) end):gsub(" ", "+"))
end

local number, pieces

--- @param args string[] what follows "--" on the command line
function init(args)
  local bot, token = args[1], args[2]
  number = tonumber(args[3])
  local known = { B = bot, A = "custom" .. token, T = tostring(os.time()), N = "\1", D = "\2" }
  local pairs_of_it = {}
  for line in form:gmatch("[^\n]+") do
    local key, value = line:match("^([^=]+)=(.*)$")
    value = value:gsub("%%(%u)", known)
    pairs_of_it[#pairs_of_it + 1] = escape(key) .. "=" .. escape(value):gsub("%%01", "\1"):gsub("%%02", "\2")
  end
  local body = table.concat(pairs_of_it, "&")
  local length = #body + select(2, body:gsub("\1", "")) * 9 + select(2, body:gsub("\2", "")) * 2
  local head = ("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    .. "Content-Length: %d\r\n\r\n"):format(wrk.path, wrk.headers.Host or wrk.host, length)
  pieces = {}
  for before, mark in (head .. body .. "\3"):gmatch("([^\1-\3]*)([\1-\3])") do
    pieces[#pieces + 1] = before
    pieces[#pieces + 1] = mark
  end
  pieces[#pieces] = nil
end

function request()
  local id, dialog = tostring(number), tostring(100 + number % dialogs)
  number = number + 1
  local out = {}
  for i = 1, #pieces do
    local piece = pieces[i]
    out[i] = piece == "\1" and id or piece == "\2" and dialog or piece
  end
  return table.concat(out)
end

function done(summary)
  local errors = summary.errors
  io.write(("answers %d refused %d broken %d microseconds %d\n"):format(summary.requests, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, summary.duration))
end
