#include "api/base/json_text.h"

#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace luabot;

namespace {
std::vector<std::string> parts(std::string_view array) {
  std::vector<std::string> found;
  json_text::elements(array, [&](std::string_view one) { found.emplace_back(one); });
  return found;
}
}  // namespace

TEST_CASE("a member is found whatever stands before it") {
  const std::string text =
      R"( { "a" : "x,\"}]" , "b\\" : [1,{"result":0}], "result" : {"z": [ ] } , "n":-12 } )";
  CHECK(json_text::member(text, "result") == R"({"z": [ ] })");
  CHECK(json_text::member(text, "n") == "-12");
  CHECK(json_text::member(text, "a") == R"("x,\"}]")");
  CHECK_FALSE(json_text::member(text, "z"));
  CHECK_FALSE(json_text::member("[1]", "0"));
  CHECK_FALSE(json_text::member("{}", "a"));
}

TEST_CASE("the elements of an array come one by one") {
  CHECK(parts(R"([1, "a,b" ,{"x":[2]},[],null ])") ==
        std::vector<std::string>{"1", R"("a,b")", R"({"x":[2]})", "[]", "null"});
  CHECK(parts("[]").empty());
  CHECK(parts(" [ ] ").empty());
  CHECK_FALSE(json_text::elements("{}", [](std::string_view) {}));
}

TEST_CASE("numbers and texts are taken exactly or not at all") {
  CHECK(json_text::integer("9007199254740993") == 9007199254740993);
  CHECK_FALSE(json_text::integer("1.5"));
  CHECK_FALSE(json_text::integer("\"1\""));
  CHECK_FALSE(json_text::integer("99999999999999999999"));
  CHECK(json_text::string(R"("a\u00e9\n")") == "a\u00e9\n");
  CHECK(json_text::string(R"("plain")") == "plain");
  CHECK_FALSE(json_text::string("null"));
}

TEST_CASE("slices of random values equal the parsed parts") {
  for (unsigned seed = 1; seed < 200; ++seed) {
    nlohmann::json value = nlohmann::json::object();
    unsigned state = seed;
    const auto next = [&](unsigned below) { return (state = state * 1103515245 + 12345) / 65536 % below; };
    for (unsigned i = 0; i < 1 + next(6); ++i) {
      nlohmann::json part;
      switch (next(5)) {
        case 0:
          part = std::string(next(4), "\"\\],{x"[next(6)]);
          break;
        case 1:
          part = static_cast<int>(next(1000)) - 500;
          break;
        case 2:
          part = {next(3), nullptr, {{"a]", "}"}}};
          break;
        case 3:
          part = {{"k\"", {1, 2}}, {"b", false}};
          break;
        default:
          part = nlohmann::json::array();
          break;
      }
      value["m" + std::to_string(i)] = part;
    }
    const std::string text = value.dump(static_cast<int>(next(3)) - 1);
    for (const auto& [name, part] : value.items()) {
      const auto slice = json_text::member(text, name);
      REQUIRE(slice);
      CHECK(nlohmann::json::parse(*slice) == part);
    }
  }
}

TEST_CASE("any bytes become a JSON string") {
  const auto quoted = [](std::string_view text) {
    std::string out;
    json_text::quote(out, text);
    return out;
  };
  CHECK(quoted("") == "\"\"");
  CHECK(quoted("a\"b\\c\n\r\t\x01 П€😀") == "\"a\\\"b\\\\c\\n\\r\\t\\u0001 П€😀\"");
  const std::string bad = "\xEF\xBF\xBD";
  CHECK(quoted("a\xFFz") == "\"a" + bad + "z\"");
  CHECK(quoted("\xC3") == "\"" + bad + "\"");
  CHECK(quoted("\xC0\xAF") == "\"" + bad + bad + "\"");                      // overlong
  CHECK(quoted("\xE0\x9F\xBF") == "\"" + bad + bad + bad + "\"");            // overlong
  CHECK(quoted("\xED\xA0\x80") == "\"" + bad + bad + bad + "\"");            // a surrogate
  CHECK(quoted("\xF4\x90\x80\x80") == "\"" + bad + bad + bad + bad + "\"");  // beyond the last character
  CHECK(quoted("\xF0\x9F\x98") == "\"" + bad + bad + bad + "\"");
}
