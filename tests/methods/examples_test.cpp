#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "api/catalog/catalog.h"
#include "tests/methods/lua_caller.h"

using luabot::Json;
using luabot::test::as_lua_has_it;
using luabot::test::through_lua;
namespace catalog = luabot::catalog;

namespace {

/// One example: METHOD.request.json, METHOD.response.json, METHOD.error.json, perhaps with a number.
void check_example(const std::string& name, const Json& example) {
  INFO(name);
  CHECK(as_lua_has_it(through_lua(example)) == as_lua_has_it(example));
  const auto end = name.find(".request.");
  if (end == std::string::npos) return;
  const auto* method = catalog::find(name.substr(0, end));
  REQUIRE(method != nullptr);
  Json params = example;
  const auto checked = catalog::check(*method, params);
  INFO((checked ? "" : checked.error().text()));
  CHECK(checked.ok());
}

int check_folder(const std::filesystem::path& folder) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path());
    check_example(entry.path().filename().string(), Json::parse(in));
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("examples of calls and answers survive the way through Lua") {
  CHECK(check_folder(LUABOT_EXAMPLES) >= 6);
}

TEST_CASE("the documented examples survive the way through Lua when LUABOT_FACTS names their folder") {
  const char* const facts = std::getenv("LUABOT_FACTS");
  if (facts == nullptr) {
    WARN("LUABOT_FACTS is not set: the documented examples are not tried");
    return;
  }
  CHECK(check_folder(std::filesystem::path(facts) / "examples") > 0);
}
