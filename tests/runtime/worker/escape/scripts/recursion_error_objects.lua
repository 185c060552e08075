-- Aim: an endless chain of errors while one is described.
local function raise() error(setmetatable({}, { __tostring = function() return error(setmetatable({}, { __tostring = error })) end })) end
pcall(raise)
xpcall(raise, tostring)
xpcall(raise, error)
xpcall(raise, xpcall)
xpcall(raise, coroutine.yield)
xpcall(raise, coroutine.wrap(error))
return false
