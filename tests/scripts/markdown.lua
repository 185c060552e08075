local ui = require "ui"

local z = "\226\128\139"

local function is(markdown, wanted)
  local got = ui.markdown(markdown)
  assert(got == wanted, got .. "\n--- wanted:\n" .. wanted)
end

is("", "")
is("plain", "plain")
is("**bold** *italic* ~~gone~~ `code`", "[b]bold[/b] [i]italic[/i] [s]gone[/s] [code]code[/code]")
is("***both***", "[i][b]both[/b][/i]")
is("# One\ntext\n\n### Three\n\n##### Five",
  "[size=24][b]One[/b][/size]\n\ntext\n\n[size=17][b]Three[/b][/size]\n\n[b]Five[/b]")
is("one\ntwo\n\nthree", "one\ntwo\n\nthree")
is("[text](https://example.com/a?b=c) https://example.com",
  "[url=https://example.com/a?b=c]text[/url] [url=https://example.com]https://example.com[/url]")
is("[**b**](/crm/)", "[url=/crm/][b]b[/b][/url]")
is("![pic](https://example.com/a.png) ![*no*](data:x)",
  "[img size=medium]https://example.com/a.png [/img] [i]no[/i]")
is("- one\n- two\n  - inner\n  - more\n- three", "• one\n• two\n    • inner\n    • more\n• three")
is("3. one\n4. two", "3. one\n4. two")
is("- [ ] open\n- [x] done", "☐ open\n☑ done")
is("- one\n\n- two\n\nafter", "• one\n• two\n\nafter")
is("> quoted\n> **two**\n\nafter", ">>quoted\n>>[b]two[/b]\n\nafter")
is("```lua\nlocal x = [[1]]\nprint(x)\n```\nafter", "[code]local x = [[1]]\nprint(x)[/code]\n\nafter")
is("| A | B |\n|---|---|\n| 1 | *2* |", "[b]A[/b] | [b]B[/b]\n1 | [i]2[/i]")
is("a\n\n---\n\nb", "a\n\n──────\n\nb")

-- Nothing that people write is obeyed.
is("[b]x[/b] \\[i]", "[" .. z .. "b]x[" .. z .. "/b] [" .. z .. "i]")
is("a &#91;b&#93; &lbrack;b] &amp;#91;", "a [" .. z .. "b] &" .. z .. "lbrack;b] &" .. z .. "#91;")
is("`[/code][b]`", "[code][" .. z .. "/code][b][/code]")
is("[x](javascript:alert(1))", "x")
is("[x](https://e.com/%5D[b]\"y)", "[url=https://e.com/%5D%5Bb%5D%22y]x[/url]")
is("[x](<https://e.com/][b]>)", "[url=https://e.com/%5D%5Bb%5D]x[/url]")
is("<b>x</b> 1 > 0", "<b>x</b> 1 > 0")
is("a >> b #BR# /me", "a >" .. z .. "> b #" .. z .. "BR# /me")
is("/me waves", "/" .. z .. "me waves")
is("x ------ y", "x ----" .. z .. "-- y")
assert(not ui.markdown("*a*[" .. ("b]"):rep(3) .. "[*c*/b]"):gsub(z, "|"):find "%[/?b%]")
-- Broken Markdown is text, and deep nesting ends.
is("**a", "**a")
assert(#ui.markdown((">"):rep(2000) .. "x") > 0 and #ui.markdown(("["):rep(5000)) >= 5000)
assert(#ui.markdown(("- "):rep(500) .. "x") > 0)
assert(not pcall(ui.markdown, 5))

require "luabot".bot { code = "t", properties = { name = "T" } }
