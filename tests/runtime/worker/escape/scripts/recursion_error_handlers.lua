-- Aim: a stack overflow while another is handled.
-- Source: https://github.com/LuaJIT/LuaJIT/issues/1152 (CVE-2024-25178)
-- May crash.
local function f() xpcall(f, f) end
pcall(f)
local function h() h() h() end
xpcall(h, function() h() end)
xpcall(h, function() return ("x"):rep(100) .. debug.traceback() end)
return false
