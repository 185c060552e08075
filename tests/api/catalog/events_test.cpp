#include "api/catalog/events.h"

#include <algorithm>
#include <set>
#include <string>

#include <catch2/catch.hpp>

using namespace luabot::catalog;

namespace {

const Field* field(std::string_view event, std::string_view path) {
  const Event* found = find_event(event);
  REQUIRE(found != nullptr);
  for (const Field& one : found->fields)
    if (one.path == path) return &one;
  return nullptr;
}

}  // namespace

TEST_CASE("the events of bots and of users are described") {
  CHECK(all_events().size() == 13);
  std::size_t pushed = 0;
  for (const Event& event : all_events()) {
    INFO(event.name);
    const bool of_bot = event.name.starts_with("ONIMBOTV2");
    CHECK((of_bot || event.name.starts_with("ONIMV2")));
    CHECK(event.fetched);
    CHECK(event.pushed == of_bot);
    pushed += event.pushed ? 1 : 0;
    CHECK_FALSE(event.about.empty());
    CHECK(of_bot == (field(event.name, "bot") != nullptr));
    for (const Field& one : event.fields) {
      CHECK_FALSE(one.about.empty());
      CHECK(one.about.size() <= 100);
    }
    CHECK(find_event(event.name) == &event);
  }
  CHECK(pushed == 8);
}

TEST_CASE("an event's fields have types and values") {
  CHECK(field("ONIMBOTV2MESSAGEADD", "message")->entity->name == "Message");
  CHECK(field("ONIMBOTV2MESSAGEDELETE", "messageId")->type.has(kind_integer));
  CHECK(field("ONIMBOTV2COMMANDADD", "command.context")->values.size() == 3);
  CHECK(field("ONIMV2REACTIONCHANGE", "action")->values[1] == "delete");
  CHECK(field("ONIMBOTV2DELETE", "chat") == nullptr);
}

TEST_CASE("the other documented events are known by name") {
  CHECK(other_events().size() == 189);
  CHECK(is_known_event("ONIMV2JOINCHAT"));
  CHECK(is_known_event("ONCRMDEALADD"));
  CHECK_FALSE(is_known_event("ONCRMDEALADDED"));
  CHECK_FALSE(is_known_event(""));
  CHECK(find_event("ONCRMDEALADD") == nullptr);
}
