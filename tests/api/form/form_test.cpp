#include "api/form/form.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace luabot;

namespace {
Json decoded(std::string_view text) {
  auto result = form::decode(text);
  REQUIRE(result.ok());
  return *result;
}
Json json(const char* text) {
  return Json::parse(text);
}
}  // namespace

TEST_CASE("plain pairs become strings") {
  CHECK(decoded("") == json("{}"));
  CHECK(decoded("a=1&b=&c&&d=x=y") == json(R"({"a":"1","b":"","c":"","d":"x=y"})"));
  CHECK(decoded("=1&[x]=2").empty());
}

TEST_CASE("brackets nest and append as in PHP") {
  CHECK(decoded("a[b][]=1&a[b][]=2&a[x]=1") == json(R"({"a":{"b":["1","2"],"x":"1"}})"));
  CHECK(decoded("a[0]=x&a[1]=y") == json(R"({"a":["x","y"]})"));
  CHECK(decoded("a[5]=x&a[]=y") == json(R"({"a":{"5":"x","6":"y"}})"));
  CHECK(decoded("a[1]=x&a[0]=y") == json(R"({"a":{"0":"y","1":"x"}})"));
  CHECK(decoded("a[01]=x&a[]=y") == json(R"({"a":{"01":"x","0":"y"}})"));
  CHECK(decoded("0=x") == json(R"({"0":"x"})"));
}

TEST_CASE("percent codes and plus signs are decoded and broken codes stay") {
  CHECK(decoded("a%5Bb%5D=1+2%2B3") == json(R"({"a":{"b":"1 2+3"}})"));
  CHECK(decoded("a=%zz%4&b=100%") == json(R"({"a":"%zz%4","b":"100%"})"));
  CHECK(decoded("a=%D0%9F") == json(R"({"a":"П"})"));
  CHECK(decoded("a=x%FFy") == json(R"({"a":"x\ufffdy"})"));
}

TEST_CASE("the later of two conflicting keys wins") {
  CHECK(decoded("a=1&a=2") == json(R"({"a":"2"})"));
  CHECK(decoded("a=1&a[b]=2") == json(R"({"a":{"b":"2"}})"));
  CHECK(decoded("a[b]=2&a=1") == json(R"({"a":"1"})"));
  CHECK(decoded("a[b]=1&a[b]=2") == json(R"({"a":{"b":"2"}})"));
  CHECK(decoded("a[b][c]=1&a[b]=2") == json(R"({"a":{"b":"2"}})"));
  CHECK(decoded("a[b]=2&a[b][c]=1") == json(R"({"a":{"b":{"c":"1"}}})"));
}

TEST_CASE("odd names follow PHP") {
  CHECK(decoded("a.b c=1") == json(R"({"a_b_c":"1"})"));
  CHECK(decoded("  a=1") == json(R"({"a":"1"})"));
  CHECK(decoded("a[b=1") == json(R"({"a_b":"1"})"));
  CHECK(decoded("a[b]c=1") == json(R"({"a":{"b":"1"}})"));
  CHECK(decoded("a[b.c]=1") == json(R"({"a":{"b.c":"1"}})"));
}

TEST_CASE("the text form keeps the order of keys") {
  CHECK(*form::decode_text("b=1&a[z]=2&a[c]=3") == R"({"b":"1","a":{"z":"2","c":"3"}})");
}

TEST_CASE("a form beyond a limit is refused whole") {
  std::string many;
  for (int i = 0; i < 1001; ++i) many += "a[]=1&";
  CHECK(form::decode(many).error().code == "FORM_TOO_LARGE");
  CHECK(form::decode(std::string_view(many).substr(6)).ok());

  std::string deep = "a";
  for (int i = 0; i < 64; ++i) deep += "[x]";
  CHECK(form::decode(deep + "=1").ok());
  CHECK_FALSE(form::decode(deep + "[x]=1").ok());
  CHECK_FALSE(form::decode("a=12345", {.bytes = 6}).ok());
}

TEST_CASE("an object is encoded as http_build_query does") {
  const auto params = json(R"({"b":true,"c":false,"d":{"x y":[1,"п&"]},"e":null,"f":[],"g":{},"h":1.5})");
  CHECK(form::encode(params) == "b=1&c=0&d%5Bx+y%5D%5B0%5D=1&d%5Bx+y%5D%5B1%5D=%D0%BF%26&h=1.5");
  CHECK(form::encode(json("{}")).empty());
  CHECK(form::encode(json("3")).empty());
}

TEST_CASE("what was encoded decodes to the same as strings") {
  const auto params =
      json(R"({"dialogId":"chat5","fields":{"message":"a+b=c&d%20[x] é","k":[{"TEXT":"A"}]}})");
  CHECK(decoded(form::encode(params)) == params);
}

TEST_CASE("what a form cannot say is found by its path") {
  CHECK_FALSE(form::unsayable(json(R"({"a":[{"b":0}],"c":"","d":false})")));
  CHECK_FALSE(form::unsayable(json("{}")));
  CHECK(form::unsayable(json(R"({"a":[1,{"b":null}]})")) == "a[2].b");
  CHECK(form::unsayable(json(R"({"a":{"b":[]}})")) == "a.b");
  CHECK(form::unsayable(json(R"({"a":{}})")) == "a");
}

TEST_CASE("the values of a form are its leaves") {
  CHECK(form::count(json(R"({"a":[1,{"b":2,"c":[3]}],"d":4})")) == 4);
  CHECK(form::count(json("{}")) == 0);
}

TEST_CASE("a strict form says one thing only") {
  const auto code = [](std::string_view text) {
    const auto read = form::decode_text(text, {.strict = true});
    return read ? std::string() : read.error().code;
  };
  CHECK(code("a=1&b[c]=2&b[d][]=3&b[d][]=4&e[0][x]=5&e[1][x]=6").empty());
  for (const auto* wrong : {"a=1&a=2", "a=1&a[b]=2", "a[b]=1&a=2", "a[b]=1&a[b]=2", "a[b]=1&a[b][c]=2", "a=%",
                            "a=%4", "a=%zz", "%g0=1", "=1", "[a]=1", "a[b=1", "a[b]c=1", "a.b=1", "a b=1"}) {
    INFO(wrong);
    CHECK(code(wrong) == "FORM_INVALID");
    CHECK(form::decode_text(wrong).ok());
  }
}

TEST_CASE("a map that was overwritten is gone") {
  CHECK(decoded("a[b]=1&a=2&a[c]=3") == json(R"({"a":{"c":"3"}})"));
  CHECK(decoded("a[0]=1&a=2&a[]=3") == json(R"({"a":["3"]})"));
  CHECK(decoded("a[b][x]=1&a[b]=2&a[b][y]=3") == json(R"({"a":{"b":{"y":"3"}}})"));
}

TEST_CASE("a form of many keys takes a time that goes with its length") {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "a[k" + std::to_string(i) + "]=&";
  const auto read = form::decode_text(text, {.keys = 200'000});
  REQUIRE(read.ok());
  CHECK(Json::parse(*read)["a"].size() == 100'000);
  CHECK(form::decode_text(text).error().code == "FORM_TOO_LARGE");
  std::string deep = "a";
  for (int i = 0; i < 1000; ++i) deep += "[]";
  CHECK(form::decode_text(deep + "=1").error().code == "FORM_TOO_LARGE");
}
