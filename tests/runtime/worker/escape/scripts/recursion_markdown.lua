-- Aim: an end of the C stack by nested Markdown.
local ui = require "ui"
for _, text in ipairs { ">", "* ", "1. ", "**", "[", "_", "`", "<a>", "![](", "|", "~~", "\\", "&", "#" } do
  pcall(ui.markdown, text:rep(2e4))
  pcall(ui.markdown, text:rep(2e3) .. "x" .. text:rep(2e3))
end
return false
