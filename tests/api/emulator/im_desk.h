#pragma once
#include <algorithm>

#include "tests/api/catalog/documented.h"
#include "tests/api/emulator/desk.h"

namespace luabot::test {

using Found = std::vector<std::string>;

/// A portal whose person 1 works with the older methods, and people and a chat to work with.
struct ImDesk : Desk {
  ImDesk() {
    portal.add_user(2, "Anna", "Field");
    portal.add_user(3, "Klaus", "Weber");
  }

  /// The whole answer of a method that has to succeed, after a look at whether it is as documented.
  /// `but` are differences that the state explains.
  Json documented(std::string_view method, const Json& params, const Found& but = {}) {
    auto answer = ask(method, params);
    INFO(method << " " << answer.dump());
    REQUIRE(answer.contains("result"));
    auto found = differences(method, answer);
    std::erase_if(found, [&](const std::string& one) {
      return one == "next: missing" || std::find(but.begin(), but.end(), one) != but.end();
    });
    CHECK(found == Found{});
    return answer;
  }
};

}  // namespace luabot::test
