-- The error value of a call that failed.
local _, host = ...

local failure = {}
local meta = { __metatable = false }

--- One readable line: "imbot.v2.Chat.get: ACCESS_DENIED: Access denied (main.lua:12)".
function meta:__tostring()
  local text = ("%s: %s"):format(tostring(self.method), tostring(self.code))
  if self.description and self.description ~= "" then text = text .. ": " .. tostring(self.description) end
  if self.where and self.where ~= "" then text = ("%s (%s)"):format(text, self.where) end
  return text
end

-- Errors are joined to texts in logs and replies all the time.
function meta.__concat(a, b) return tostring(a) .. tostring(b) end

--- Makes the error of a failed answer.
---@param value any the answer: {code, description, status, method}
---@param method string
---@return table
function failure.new(value, method)
  if type(value) ~= "table" then value = { code = "CALL_FAILED", description = tostring(value) } end
  if value.code == nil then value.code = "CALL_FAILED" end
  if value.method == nil then value.method = method end
  value.where = host.where()
  return setmetatable(value, meta)
end

return failure
