#include "api/client/subcall.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace luabot;
using namespace luabot::client;

namespace {

std::optional<std::string> of(const std::string& params, const std::string& method = "im.user.get") {
  Call call;
  call.method = method;
  call.params = params;
  return subcall(call);
}

}  // namespace

TEST_CASE("a call whose parameters survive a query string may share a request") {
  CHECK(of("{}") == "im.user.get?");
  CHECK(of("") == "im.user.get?");
  CHECK(of(R"({"ID":7})") == "im.user.get?ID=7");
  CHECK(of(R"({"ID":"7","AVATAR_HR":"Y"})") == "im.user.get?AVATAR_HR=Y&ID=7");
  CHECK(of(R"({"a":true,"b":false})") == "im.user.get?a=1&b=0");
  CHECK(of(R"({"filter":{">=DATE":"x y","!ID":[1,2]}})"));
  CHECK(of(R"({"text":"100% & more = [b]é[/b]\nnext"})"));
}

TEST_CASE("a call that would change its meaning goes alone") {
  CHECK_FALSE(of(R"({"a":null})"));
  CHECK_FALSE(of(R"({"a":[]})"));
  CHECK_FALSE(of(R"({"a":{"b":{}}})"));
  CHECK_FALSE(of(R"({"a.b":1})"));
  CHECK_FALSE(of(R"({"a b":1})"));
  CHECK_FALSE(of(R"({"a[b":1})"));
  CHECK_FALSE(of(R"({"a":{"b]c":1}})"));
  CHECK_FALSE(of(R"({"":1})"));
  CHECK_FALSE(of(R"({"text":"see $result[me][name]"})"));
  CHECK_FALSE(of("[1]"));
  CHECK_FALSE(of("no json"));
  Json many{{"ids", Json::array()}};
  for (int i = 0; i < 999; ++i) many["ids"].push_back(i);
  CHECK(of(many.dump()));
  many["ids"].push_back(999);
  CHECK_FALSE(of(many.dump()));
  CHECK_FALSE(of(Json{{"text", std::string(300'000, 'x')}}.dump()));
}

TEST_CASE("methods that are not for batches, and those that nobody knows, go alone") {
  CHECK_FALSE(of("{}", "batch"));
  CHECK_FALSE(of("{}", "no.such.method"));
  CHECK_FALSE(of(R"({"botId":1})", "imbot.v2.File.upload"));
  CHECK_FALSE(of(R"({"botId":1})", "imbot.v2.File.download"));
  Call with{"im.user.get", {}};
  with.insertion.content = base64_of(-1, 0);
  CHECK_FALSE(subcall(with));
}
