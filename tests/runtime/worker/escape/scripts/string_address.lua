-- Aim: addresses, which make exploits of memory bugs easy and replays differ.
-- Source: https://github.com/wesnoth/wesnoth/issues/3413
local shown = tostring(print) .. tostring({}) .. ("%s"):format(print) .. tostring(coroutine.create(print))
local ok, pointer = pcall(string.format, "%p", {})
return (shown .. (ok and pointer or "")):find("%x%x%x%x%x%x") ~= nil
