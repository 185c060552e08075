#include <memory>

#include <catch2/catch.hpp>
#include <lua.hpp>

#include "runtime/worker/json_read.h"
#include "runtime/worker/json_write.h"
#include "runtime/worker/utf8.h"

using namespace luabot::worker;

namespace {

struct State {
  std::unique_ptr<lua_State, void (*)(lua_State*)> owned{luaL_newstate(), &lua_close};
  lua_State* L = owned.get();
  State() {
    luaL_openlibs(L);
    lua_pushlightuserdata(L, nullptr);
    lua_setglobal(L, "null");
  }
};

/// What a Lua expression is as JSON, or "error: …".
std::string written(const std::string& expression) {
  State state;
  if (luaL_dostring(state.L, ("return " + expression).c_str()) != 0) return lua_tostring(state.L, -1);
  std::string out, why;
  const int top = lua_gettop(state.L);
  const bool ok = write_json(state.L, -1, out, why);
  CHECK(lua_gettop(state.L) == top);
  return ok ? out : "error: " + why;
}

/// Reads JSON as `v` and gives tostring of a Lua expression; or "error: …".
std::string read(const std::string& json, const std::string& expression) {
  State state;
  std::string why;
  if (!push_json(state.L, json, why)) {
    CHECK(lua_gettop(state.L) == 0);
    return "error: " + why;
  }
  lua_setglobal(state.L, "v");
  if (luaL_dostring(state.L, ("return tostring(" + expression + ")").c_str()) != 0)
    return lua_tostring(state.L, -1);
  return lua_tostring(state.L, -1);
}

std::string round_trip(const std::string& json) {
  State state;
  std::string why, out;
  REQUIRE(push_json(state.L, json, why));
  REQUIRE(write_json(state.L, -1, out, why));
  return out;
}

std::string nested(int depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("JSON becomes Lua values") {
  CHECK(read(R"({"a":{"b":[1,"x",true]}})", "v.a.b[1] .. v.a.b[2] .. tostring(v.a.b[3])") == "1xtrue");
  CHECK(read("[1.5]", "v[1]") == "1.5");
  CHECK(read(R"("\u00e9\n")", "v == '\\195\\169\\n'") == "true");
  CHECK(read("[]", "next(v)") == "nil");
  CHECK(read("{}", "next(v)") == "nil");
}

TEST_CASE("a null in an object is absent and one in an array keeps its place") {
  CHECK(read(R"({"a":null,"b":1})", "v.a == nil and v.b") == "1");
  CHECK(read("[null,2]", "v[1] == null and #v") == "2");
  CHECK(read(R"({"a":null,"b":{"c":null}})", "next(v.b)") == "nil");
}

TEST_CASE("whole numbers beyond 2^53 come as strings digit for digit") {
  CHECK(read("[9007199254740992]", "type(v[1])") == "number");
  CHECK(read("[9007199254740993]", "type(v[1]) .. v[1]") == "string9007199254740993");
  CHECK(read("[-9007199254740993]", "v[1] .. type(v[1])") == "-9007199254740993string");
  CHECK(read("[18446744073709551615]", "v[1]") == "18446744073709551615");
  CHECK(read("[123456789012345678901234567890]", "v[1]") == "123456789012345678901234567890");
  CHECK(read("[1e300]", "type(v[1])") == "number");
}

TEST_CASE("what is not JSON is refused with its place") {
  CHECK(read("{\"a\":}", "v").rfind("error: parse error at line 1, column 6", 0) == 0);
  CHECK(read("", "v").rfind("error: ", 0) == 0);
  CHECK(read("1 2", "v").rfind("error: ", 0) == 0);
  CHECK(read("\"\xff\"", "v").find("UTF-8") != std::string::npos);
  CHECK(read("[1e999]", "v").rfind("error: ", 0) == 0);
}

TEST_CASE("nesting ends at 128 in both directions") {
  CHECK(read(nested(128), "type(v)") == "table");
  CHECK(read(nested(129), "v") == "error: nested deeper than 128");
  CHECK(written("(function() local t = {} for _ = 1, 127 do t = {t} end return t end)()") ==
        std::string(127, '[') + "{}" + std::string(127, ']'));
  CHECK(written("(function() local t = {} for _ = 1, 128 do t = {t} end return t end)()")
            .find("deeper than 128") != std::string::npos);
}

TEST_CASE("Lua values become JSON with sorted keys") {
  CHECK(written("{b=1, a={1,2,{c=true}}, ['x y']='z'}") == R"({"a":[1,2,{"c":true}],"b":1,"x y":"z"})");
  CHECK(written("{}") == "{}");
  CHECK(written("setmetatable({}, {__array=true})") == "[]");
  CHECK(written("{a=null, b={null}}") == R"({"a":null,"b":[null]})");
  CHECK(written("{1e15, -0.0, 1.5, 2^53, 2^60, 0.1}") ==
        "[1000000000000000,0,1.5,9007199254740992,1152921504606846976,0.1]");
  CHECK(written(R"('"\\\n\r\t\b\f\1\31/')") == R"("\"\\\n\r\t\b\f\u0001\u001f/")");
}

TEST_CASE("what cannot be sent is named with its path") {
  CHECK(written("{fields={keyboard={{x=1},{x=print}}}}") ==
        "error: fields.keyboard[2].x: a function cannot be sent");
  CHECK(written("print") == "error: the value: a function cannot be sent");
  CHECK(written("{a=coroutine.create(print)}") == "error: a: a thread cannot be sent");
  CHECK(written("{a=io.stdout}") == "error: a: a userdata cannot be sent");
  CHECK(written("{a=0/0}") == "error: a: NaN cannot be sent");
  CHECK(written("{['a b']={1/0}}") == "error: [\"a b\"][1]: infinity cannot be sent");
  CHECK(written("{a={1,2,x=3}}") == "error: a: mixed keys, of a list and of an object");
  CHECK(written("{a={1,nil,3}}") ==
        "error: a: a list with holes: 2 items up to place 3; json.null fills a hole");
  CHECK(written("{a={[true]=1}}") == "error: a: a key that is a boolean cannot be sent");
  CHECK(written("{[0]=1}") == "error: the value: a key that is a number but not 1, 2, 3 … cannot be sent");
  CHECK(written("{a={[1.5]=1}}") == "error: a: a key that is a number but not 1, 2, 3 … cannot be sent");
  CHECK(written("{a='ab\\255'}") == "error: a: invalid UTF-8 at byte 3");
  CHECK(written("{['k\\255']=1}").find("a key with invalid UTF-8 at byte 2") != std::string::npos);
  CHECK(written("setmetatable({x=1}, {__array=true})") == "error: the value: a json.array with named keys");
}

TEST_CASE("a cycle is found and a table used twice is not one") {
  CHECK(written("(function() local t = {} t.a = {t} return t end)()") ==
        "error: a[1]: a cycle: it is the whole value again");
  CHECK(written("(function() local t = {} t.b = t return {x={t}} end)()") ==
        "error: x[1].b: a cycle: it is x[1] again");
  CHECK(written("(function() local t = {1} return {t, t} end)()") == "[[1],[1]]");
}

TEST_CASE("JSON survives the way through Lua") {
  for (const std::string json : {R"({"a":[1,2.5,"x",null,true,{"b":"ü"}],"c":-1})", R"("text")",
                                 "[[],[[1]],{}]", R"({"a":[],"b":{}})", "[]", "{}", "null"})
    CHECK(round_trip(json) == json);
}

TEST_CASE("an array that came empty is an object once it has names, and may have a metatable") {
  const auto after = [](const std::string& json, const std::string& change) {
    State state;
    std::string why, out;
    REQUIRE(push_json(state.L, json, why));
    lua_setglobal(state.L, "v");
    REQUIRE(luaL_dostring(state.L, (change + " collectgarbage() return v").c_str()) == 0);
    REQUIRE(write_json(state.L, -1, out, why));
    return out;
  };
  CHECK(after("[]", "v[1] = 7") == "[7]");
  CHECK(after("[]", "v.a = 7") == R"({"a":7})");
  CHECK(after(R"({"list":[]})", "setmetatable(v.list, { __index = { n = 1 } })") == R"({"list":[]})");
  CHECK(after(R"({"list":[]})", "v.list = {}") == R"({"list":{}})");
}

TEST_CASE("UTF-8 is checked as the standard says") {
  CHECK(invalid_utf8("plain text of more than eight bytes") == 35);
  for (const std::string good : {"é", "€", "😀", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf"})
    CHECK(invalid_utf8(good) == good.size());
  for (const std::string bad : {"\x80", "\xc0\x80", "\xe0\x9f\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
                                "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\xc3"})
    CHECK(invalid_utf8(bad) == 0);
  CHECK(clean_utf8("a\xff\xc3(") == "a\xef\xbf\xbd\xef\xbf\xbd(");
}
