local log = require "log"

log.debug("plain 100%")
log.info("%s is %d", "x", 5)
log.warn({})
log.error(nil)
print("a", 1, nil, {}, print)
local ok, why = pcall(log.info, "%d", "x")
assert(not ok and why:find("log.info: bad argument", 1, true), why)

require "luabot".bot { code = "t", properties = { name = "T" } }
