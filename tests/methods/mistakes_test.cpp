#include "tests/api/catalog/mistakes.h"

#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "api/catalog/description.h"
#include "tests/methods/lua_caller.h"
#include "tests/methods/situation.h"

// Whatever is wrong with a parameter, the script hears of it: which method, where in the parameters, what was
// expected and at which of its lines; and the portal hears nothing. A test for each family of methods.
using namespace luabot;
using namespace luabot::test;

namespace {

struct Trial {
  Situation situation;
  LuaCaller lua{situation.loop, situation.portal, situation.bot_id, "tok-t"};
};

std::string told(const catalog::Method& method, const Seen& seen) {
  const auto begins = std::string(method.name) + ": BAD_PARAMS: ";
  const auto ends = " (" + std::string(LuaCaller::line) + ")";
  if (!seen.text.starts_with(begins) || !seen.text.ends_with(ends)) return {};
  return seen.text.substr(begins.size(), seen.text.size() - begins.size() - ends.size());
}

struct Case final : Catch::ITestInvoker {
  explicit Case(std::vector<const catalog::Method*> of) : methods(std::move(of)) {}
  void invoke() const override {
    Trial trial;
    for (const auto* method : methods) {
      const auto all = catalog::mistakes(*method);
      for (const auto& mistake : all) {
        const auto seen = trial.lua.call(method->name, mistake.params);
        const bool right = mistake.told_by(told(*method, seen)) && seen.answer.is_discarded();
        if (right) continue;
        CAPTURE(mistake.params.dump(), mistake.begins, mistake.names, seen.text, seen.answer.dump());
        CHECK(right);
      }
    }
  }
  std::vector<const catalog::Method*> methods;
};

int register_all() {
  std::map<std::string, std::vector<const catalog::Method*>> families;
  // b24.batch is a function of the library's own (tests/runtime/worker/batch_test.cpp).
  for (const auto* method : catalog::all())
    if (method->described && method->name != "batch")
      families[std::string(method->description->family)].push_back(method);
  for (auto& [family, methods] : families) {
    const auto name = "mistakes in " + family + " are told by their line and never leave the host";
    const Catch::AutoReg made(new Case(std::move(methods)), CATCH_INTERNAL_LINEINFO, Catch::StringRef(),
                              Catch::NameAndTags{name});
  }
  return static_cast<int>(families.size());
}

const int registered = register_all();

}  // namespace

TEST_CASE("each family's mistakes have their test") {
  CHECK(registered == 18);
}
