-- How list methods are cut into pages, where it is not by `start` and `next` (which is the default), and how a page's
-- items and its successor are found. Names are the portal's, in lower case; the rest stands on each method's page.
local _, host, require = ...
local check = require "luabot.check"

local paging = {}

-- The place of the next page goes up by the number of items.
local function offset(name, items) return { offset = name, items = items } end
-- The next page lies beyond an item of this one: its last, or its smallest or largest.
local function cursor(items, more) return { cursor = "LAST_ID", items = items, also = more } end
local numbered = { page = "page" }
local nested = { page = "page", within = "pagination" }

local styles = {
  ["imbot.v2.bot.list"] = offset("offset", "bots"),
  ["im.v2.event.get"] = { follow = "nextOffset", offset = "offset", items = "events" },
  ["im.department.colleagues.list"] = offset "OFFSET",
  ["im.dialog.users.list"] = offset "OFFSET",
  ["im.recent.list"] = offset("OFFSET", "items"),
  ["im.search.chat.list"] = offset "OFFSET",
  ["im.search.department.list"] = offset "OFFSET",
  ["im.search.user.list"] = offset "OFFSET",
  -- The latest messages come first; from FIRST_ID on, the other way.
  ["im.dialog.messages.get"] = { cursor = "LAST_ID", upwards = "FIRST_ID", items = "messages" },
  ["im.dialog.messages.search"] = cursor "messages",
  ["im.notify.get"] = cursor("notifications", { LAST_TYPE = "notify_type" }),
  ["im.notify.history.search"] = cursor "notifications",
  ["bizproc.task.list"] = { start = "START" },
  ["department.get"] = { start = "START" },
  ["biconnector.connector.list"] = numbered,
  ["biconnector.dataset.list"] = numbered,
  ["biconnector.source.list"] = numbered,
  ["call.followup.list"] = nested,
  ["humanresources.hcmlink.company.list"] = offset "offset",
  ["humanresources.hcmlink.company.user.list"] = offset "offset",
  ["humanresources.hcmlink.employee.list"] = offset "offset",
  ["humanresources.node.list"] = nested,
  ["humanresources.node.search"] = nested,
  ["mail.mailbox.list"] = nested,
  ["mail.mailbox.senders"] = nested,
  ["mail.message.list"] = nested,
  ["mail.recipient.listcontacts"] = nested,
  ["mail.recipient.listemployees"] = nested,
  ["main.eventlog.list"] = nested,
  ["note.collection.list"] = nested,
  ["note.document.search.list"] = nested,
  ["sign.b2e.company.provider.list"] = offset "offset",
  ["sign.b2e.mysafe.tail"] = offset "offset",
  ["sign.b2e.personal.tail"] = offset "offset",
  ["tasks.task.result.list"] = nested,
  ["timeman.record.list"] = nested,
}

local plain = { start = "start" }

--- How a method is paged. Raises an error for the one list that is not a script's to read.
---@param method string
---@return table
function paging.style(method)
  local name = method:lower()
  if name == "imbot.v2.event.get" then
    check.fail("b24.list: %s confirms the bot's events, which the host does; handle them with bot:on", method)
  end
  return styles[name] or plain
end

local more_flags = { "hasMore", "hasMorePages", "hasNextPage" }

-- Whether the answer says that there is more; nil when it does not say.
local function said(result)
  if type(result) ~= "table" then return nil end
  for _, name in ipairs(more_flags) do
    if type(result[name]) == "boolean" then return result[name] end
  end
end

--- The items of a page: the answer itself when it is a list, else the part of it that is one.
---@param method string for messages
---@param result any
---@param name? string of that part
---@return table
function paging.items(method, result, name)
  if result == nil then return {} end
  if type(result) ~= "table" then check.fail("b24.list: %s answered with a %s, no list", method, type(result)) end
  if name and result[name] ~= nil then
    if type(result[name]) ~= "table" then check.fail("b24.list: %s: %s is no list", method, name) end
    return result[name]
  end
  if #result > 0 or next(result) == nil then return result end
  if name == nil and type(result.items) == "table" then return result.items end
  local parts, tables, others = {}, 0, 0
  for key, value in pairs(result) do
    if type(value) == "table" then
      tables = tables + 1
      if #value > 0 or next(value) == nil then parts[#parts + 1] = key end
    else
      others = others + 1
    end
  end
  if #parts == 1 then return result[parts[1]] end
  if #parts == 0 and others == 0 then
    -- A map of items by id, as PHP makes of a list with keys of its own.
    local list = {}
    for _, value in pairs(result) do list[#list + 1] = value end
    return list
  end
  if #parts == 0 then check.fail("b24.list: %s answered without a list", method) end
  check.fail("b24.list: %s answered with several lists; say which by { items = … }: %s",
    method, table.concat(parts, ", "))
end

local function place_of(params, style)
  local held = style.within and (type(params[style.within]) == "table" and params[style.within] or {}) or params
  return held
end

local function moved(params, style, name, value)
  if style.within then
    local copy = {}
    for key, old in pairs(place_of(params, style)) do copy[key] = old end
    copy[name] = value
    params[style.within] = copy
  else
    params[name] = value
  end
  return true
end

local function whole(value) return tonumber(value) end

local function id_of(item) return type(item) == "table" and tonumber(item.id or item.ID) or nil end

local function extreme(items, upwards)
  local best
  for _, item in ipairs(items) do
    local id = id_of(item)
    if id and (not best or (upwards and id > best or not upwards and id < best)) then best = id end
  end
  return best
end

-- Raises what a portal that does not turn the page has to be told of, instead of asking it for ever.
local function stuck(fail, name, value)
  return fail("PAGE_REPEATED", ("the portal does not go on from %s = %s; the rest of the list cannot be had")
    :format(name, tostring(value)))
end

--- Sets the parameters of the next page; false when this one was the last.
---@param style table
---@param params table is changed
---@param page table { result, next, total }
---@param items table
---@param fail fun(code: string, text: string) raises an error
---@return boolean
function paging.turn(style, params, page, items, fail)
  local result, flag = page.result, said(page.result)
  if style.start then
    if page.next == nil then
      if flag then fail("PAGING_UNKNOWN", "there are more pages, and how to ask for them is not known") end
      return false
    end
    local from, to = whole(params[style.start]) or 0, whole(page.next)
    if not to or to <= from then stuck(fail, style.start, from) end
    return moved(params, style, style.start, to)
  end
  if style.follow then
    local from, to = whole(params[style.offset]), whole(result[style.follow])
    if not flag or not to then return false end
    if from and to <= from then stuck(fail, style.offset, from) end
    return moved(params, style, style.offset, to)
  end
  if #items == 0 or flag == false then return false end
  if style.offset then
    local to = (whole(params[style.offset]) or 0) + #items
    local total = whole(page.total)
    -- The examples have totals of -1 where nobody counted.
    if not flag and page.next == nil and total and total >= 0 and to >= total then return false end
    return moved(params, style, style.offset, to)
  end
  if style.page then
    local number = whole(place_of(params, style)[style.page]) or 1
    return moved(params, style, style.page, number + 1)
  end
  local upwards = style.upwards and params[style.upwards] ~= nil
  local name = upwards and style.upwards or style.cursor
  local to
  if style.upwards then to = extreme(items, upwards) else to = id_of(items[#items]) end
  if to == nil then return false end
  local last, same = items[#items], whole(params[name]) == to
  for parameter, field in pairs(style.also or {}) do
    same = same and params[parameter] == last[field]
    moved(params, style, parameter, last[field])
  end
  if same then stuck(fail, name, to) end
  return moved(params, style, name, to)
end

--- What tells two pages apart, for portals that give the same one whatever is asked.
---@param items table
---@return string
function paging.mark(items) return #items > 0 and host.encode({ items[1], items[#items], #items }) or "" end

return paging
