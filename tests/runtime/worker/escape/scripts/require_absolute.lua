-- Aim: a file of the disk by its path.
local secret = require "gift".secret
return pcall(require, secret) or (pcall(require, (secret:gsub("%.lua$", ""))))
