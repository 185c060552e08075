-- Aim: pass something else for a call of the host.
local json = require "json"
local co = coroutine.create(function() return coroutine.yield(json.null) end)
local ok, first = coroutine.resume(co)
return not (ok and first == json.null and coroutine.status(co) == "suspended")
