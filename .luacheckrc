std = "luajit"
max_line_length = 120

-- What the worker's sandbox leaves to scripts (runtime/worker/prelude/environment.lua).
stds.sandbox = {
  globals = { "_G" },
  read_globals = {
    "assert", "collectgarbage", "error", "getfenv", "getmetatable", "ipairs", "load", "loadstring", "next", "pairs",
    "pcall", "print", "rawequal", "rawget", "rawset", "require", "select", "setfenv", "setmetatable", "tonumber",
    "tostring", "type", "unpack", "xpcall", "_VERSION",
    bit = { other_fields = true },
    coroutine = { other_fields = true },
    math = { other_fields = true },
    debug = { fields = { "traceback" } },
    os = { fields = { "clock", "date", "difftime", "time" } },
    string = {
      fields = {
        "byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match", "rep", "reverse", "sub", "upper",
      },
    },
    table = { fields = { "concat", "insert", "maxn", "move", "remove", "sort" } },
  },
}

for _, folder in ipairs { "scripts", "examples", "tests/scripts" } do
  files[folder] = { std = "sandbox" }
end

-- The sandbox is made of what it takes away, and its test looks whether that is gone.
files["runtime/worker/prelude/sandbox.lua"] = { ignore = { "122", "142" } }
files["tests/scripts/sandbox.lua"] = { std = "luajit", ignore = { "113", "122", "142" } }

-- Hostile on purpose: what they want need not be there, and what they compute need not be used.
files["tests/runtime/worker/escape"] = { std = "luajit", max_line_length = 140, ignore = { "1..", "2..", "3..", "4..", "5.." } }
