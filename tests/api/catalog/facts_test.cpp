#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/api/catalog/checked.h"

using luabot::Json;
using namespace luabot::catalog;

TEST_CASE("the documented requests pass the check when LUABOT_FACTS names a folder with examples") {
  const char* const facts = std::getenv("LUABOT_FACTS");
  if (facts == nullptr) {
    WARN("LUABOT_FACTS is not set: the documented requests are not checked");
    return;
  }
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(facts) / "examples")) {
    const std::string file = entry.path().filename().string();
    const std::size_t end = file.find(".request.");
    if (end == std::string::npos) continue;
    const Method* method = find(file.substr(0, end));
    INFO(file);
    REQUIRE(method != nullptr);
    if (!method->described) continue;
    std::ifstream in(entry.path());
    const auto result = checked(method->name, Json::parse(in));
    CHECK(result.error.empty());
    CHECK(result.warnings.empty());
    ++count;
  }
  CHECK(count > 0);
}
