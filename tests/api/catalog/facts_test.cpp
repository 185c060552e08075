#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include <catch2/catch.hpp>

#include "api/catalog/names.h"
#include "api/catalog/signature.h"
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

TEST_CASE("every documented method is known with its parameters when LUABOT_FACTS names the facts") {
  const char* const facts = std::getenv("LUABOT_FACTS");
  if (facts == nullptr) {
    WARN("LUABOT_FACTS is not set: the documented methods are not compared");
    return;
  }
  std::ifstream in(std::filesystem::path(facts) / "all-methods.json");
  const Json all_methods = Json::parse(in);
  std::set<std::string> names;
  for (const Json& documented : all_methods["methods"]) {
    const std::string name = documented["name"];
    INFO(name);
    const Method* method = find(name);
    REQUIRE(method != nullptr);
    CHECK(method->name == name);
    if (!names.insert(name).second || method->described) continue;
    CHECK(method->deprecated == documented["deprecated"].get<bool>());
    CHECK(method->rest3 == (documented["apiVersion"] == 3));
    const auto known = read_signature(method->signature);
    REQUIRE(known);
    for (const Json& param : documented["params"]) {
      // "UF_*" and "fields.ID" stand for names inside, and three rows of a table for no name at all.
      const std::string wanted = param["name"];
      if (wanted.find_first_of(".* ") != std::string::npos) continue;
      INFO(wanted);
      CHECK(std::any_of(known->begin(), known->end(),
                        [&](const Named& one) { return folded(one.name) == folded(wanted); }));
    }
  }
  CHECK(names.size() == 1662);
}

TEST_CASE("every documented system error is known when LUABOT_FACTS names the facts") {
  const char* const facts = std::getenv("LUABOT_FACTS");
  if (facts == nullptr) {
    WARN("LUABOT_FACTS is not set: the documented system errors are not compared");
    return;
  }
  std::ifstream in(std::filesystem::path(facts) / "system-errors.json");
  const Json documented = Json::parse(in);
  for (const char* group : {"systemErrors", "restV3Errors", "oauthServerErrors"})
    for (const Json& error : documented.at(group)) {
      INFO(error.dump());
      const SystemError* known = find_system_error(error.at("code").get<std::string>());
      REQUIRE(known != nullptr);
      if (error.at("status").is_number() && std::string(group) != "oauthServerErrors")
        CHECK(known->status == error.at("status"));
    }
}
