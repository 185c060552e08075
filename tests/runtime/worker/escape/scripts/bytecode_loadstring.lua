-- Aim: the same by loadstring.
-- Source: https://github.com/wesnoth/wesnoth/issues/3413 (CVE-2018-1999023)
return loadstring(require "gift".bytecode) ~= nil
