-- Aim: an end of the C stack by nested JSON.
local json = require "json"
pcall(json.decode, ("["):rep(1e6))
pcall(json.decode, ('{"a":'):rep(1e6))
local t = {}
for _ = 1, 1e5 do t = { t } end
pcall(json.encode, t)
local cycle = {}
cycle.cycle = cycle
return (pcall(json.encode, cycle))
