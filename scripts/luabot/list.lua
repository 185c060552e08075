-- b24.list
local _, host, require = ...
local check = require "luabot.check"
local failure = require "luabot.failure"
local paging = require "luabot.paging"

local known = check.set "items retry timeout priority"

-- What the host is asked with: a page is the answer's result together with its next and total.
local function page_options(options, left)
  return { page = true, retry = options.retry, priority = options.priority, timeout = left }
end

local function checked_options(options)
  check.type("b24.list", "options", options, "table", true)
  options = options or {}
  check.keys("b24.list", options, known, "options.")
  check.one_of("b24.list", "options.retry", options.retry, { always = true })
  check.one_of("b24.list", "options.priority", options.priority, { bulk = true })
  check.type("b24.list", "options.timeout", options.timeout, "number", true)
  check.type("b24.list", "options.items", options.items, "string", true)
  return options
end

-- At most this for one page, as for any call.
local longest = 60

--- All items of a list method, page by page: each page is asked for when its first item is needed.
---@param method string
---@param params? table of the method; also where to begin: start, offset, LAST_ID, …
---@param options? table `timeout`: seconds for all requests together; `retry` as for b24's functions;
---   `items`: the part of the answer that is the list, where there are several
---@return fun(): any
return function(method, params, options)
  check.type("b24.list", "the method's name", method, "string")
  check.type("b24.list", "parameters", params, "table", true)
  options = checked_options(options)
  local style = paging.style(method)
  local mine = {}
  for key, value in pairs(params or {}) do mine[key] = value end

  local function fail(code, text)
    error(failure.new({ code = code, description = text, method = method }, method), 0)
  end

  local left = options.timeout
  local function ask()
    if left and left <= 0 then fail("TIMED_OUT", ("the list did not end within %g s"):format(options.timeout)) end
    local began = host.wall_ms()
    local ok, page = host.call("b24", method, mine, page_options(options, left and math.min(left, longest)))
    if not ok then error(failure.new(page, method), 0) end
    -- The time between two pages is the script's own.
    if left then left = left - (host.wall_ms() - began) / 1000 end
    return page
  end

  local items, place, more, before = {}, 0, true, nil
  return function()
    while place >= #items do
      if not more then return nil end
      local page = ask()
      items, place = paging.items(method, page.result, options.items or style.items), 0
      local mark = paging.mark(items)
      if before == mark and mark ~= "" then
        fail("PAGE_REPEATED", "the portal answers with the same page again; the rest of the list cannot be had")
      end
      before = mark
      more = paging.turn(style, mine, page, items, fail)
    end
    place = place + 1
    return items[place]
  end
end
