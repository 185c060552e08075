-- require, and the loading of a bundle. A script sees its bundle's files first, then the library; the library sees
-- itself alone, whatever a bundle calls its files.
local host, library, text_of, scripts, runs = ...
local load, type, error, pcall, concat, running = load, type, error, pcall, table.concat, coroutine.running

local files, main = {}, nil
local mine, own = { loaded = {}, paths = {} }, { loaded = {}, paths = {} }

local function fail(text)
  local where = host.where()
  error((where ~= "" and where .. ": " or "") .. text, 0)
end

local function compile_file(file)
  if files[file]:byte() == 27 then error(file .. ": bytecode is not loaded, only source text", 0) end
  local chunk, wrong = load(files[file], "@" .. file, "t", scripts)
  if not chunk then error(wrong, 0) end
  return chunk
end

-- What each coroutine is loading, because a file that is required late may wait for the host.
local function who() return running() or main end

local function path_of(cache)
  local co = who()
  local path = cache.paths[co]
  if not path then
    path = {}
    cache.paths[co] = path
  end
  return path
end

local function run(cache, name, chunk, ...)
  local path = path_of(cache)
  if cache == mine and #path == 0 then path[1] = main:gsub("%.lua$", ""):gsub("/", ".") end
  for i = 1, #path do
    if path[i] == name then
      fail(("require '%s': it is being loaded already: %s -> %s"):format(name, concat(path, " -> ", i), name))
    end
  end
  path[#path + 1] = name
  local ok, result = pcall(chunk, name, ...)
  path[#path] = nil
  if #path <= 1 then cache.paths[who()] = nil end
  if not ok then error(result, 0) end
  if result == nil then result = true end
  cache.loaded[name] = result
  return result
end

local function own_require(name)
  if own.loaded[name] ~= nil then return own.loaded[name] end
  local file = name:gsub("%.", "/") .. ".lua"
  local chunk = assert(load(library[file], "@[luabot]/" .. file, "t"))
  return run(own, name, chunk, host, own_require)
end

function scripts.require(name)
  if type(name) ~= "string" then fail("require: a module's name is a string, not a " .. type(name)) end
  if mine.loaded[name] ~= nil then return mine.loaded[name] end
  local stem = name:gsub("%.", "/")
  for _, file in ipairs { stem .. ".lua", stem .. "/init.lua" } do
    -- A main script may be called as a part of the library is, which it then means.
    if files[file] and not (file == main and library[file]) then
      return run(mine, name, compile_file(file))
    end
  end
  -- A name with a dot is a part of the library that is not for scripts.
  if library[stem .. ".lua"] and not name:find("[./]") then return own_require(name) end
  local names = {}
  for file in pairs(library) do
    if not file:find("/", 1, true) then names[#names + 1] = file:sub(1, -5) end
  end
  fail(("module '%s' not found: no %s.lua or %s/init.lua in the bundle, and the library has %s")
    :format(name, stem, stem, concat(names, ", ")))
end

--- Compiles the main script.
local function compile(bundle)
  for _, file in ipairs(bundle) do files[file.name] = file.source end
  main = bundle[1].name
  return compile_file(main)
end

--- After its top level has run: the bot's definition, and the function that takes its events.
local function finish()
  local registry = own_require("luabot.registry")
  local dispatch = registry.dispatch
  return registry.definition(main), function(...)
    runs[running()] = true
    return dispatch(...)
  end
end

--- What an error value says, in one string.
local function describe(value)
  if type(value) == "string" then return value end
  local ok, text = pcall(text_of, value)
  if not ok then text = type(value) end
  if type(value) == "table" and text == "table" then
    local encoded, json = pcall(host.encode, value)
    return encoded and "error raised with " .. json or "error raised with a table"
  end
  if type(text) ~= "string" or text == type(value) then return "error raised with a " .. type(value) end
  return text
end

return compile, finish, describe
