#include "runtime/intake/page.h"

#include <limits>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/base/json.h"

using namespace luabot;

namespace {
const auto all = [](const std::string&) { return true; };
Json event(int id, const char* type = "ONIMBOTV2MESSAGEADD", Json data = {{"chat", {{"id", 5}}}}) {
  return {{"eventId", id}, {"type", type}, {"date", "2026-01-01T00:00:00+00:00"}, {"data", std::move(data)}};
}
Result<Page> read(const Json& result, std::int64_t offset,
                  const std::function<bool(const std::string&)>& wanted) {
  return read_page(result.dump(), offset, wanted);
}
std::string dialog(const Json& data) {
  return dialog_of(data.dump());
}
}  // namespace

TEST_CASE("a page is read in the order of its event ids") {
  const auto page = read({{"events", {event(12), event(10)}}, {"nextOffset", 13}, {"hasMore", true}}, 5, all);
  REQUIRE(page.ok());
  REQUIRE(page->events.size() == 2);
  CHECK(page->events[0].event_id == 10);
  CHECK(page->events[0].dialog == "chat5");
  CHECK(page->next_offset == 13);
  CHECK(page->full);
}

TEST_CASE("a missing nextOffset follows from the last event and never goes back") {
  CHECK(read({{"events", {event(12)}}}, 5, all)->next_offset == 13);
  CHECK(read({{"events", Json::array()}, {"nextOffset", 0}}, 5, all)->next_offset == 5);
}

TEST_CASE("events that nobody handles are counted and left out") {
  const auto page = read({{"events", {event(1, "A"), event(2, "B")}}}, 0,
                         [](const std::string& type) { return type == "B"; });
  REQUIRE(page.ok());
  CHECK(page->size == 2);
  REQUIRE(page->events.size() == 1);
  CHECK(page->events[0].type == "B");
  CHECK(page->next_offset == 3);
}

TEST_CASE("an event of the wrong shape is named and does not stop the others") {
  const auto page = read({{"events", {Json{{"eventId", 7}}, event(8), Json("x")}}}, 0, all);
  REQUIRE(page.ok());
  CHECK(page->events.size() == 1);
  REQUIRE(page->complaints.size() == 2);
  CHECK_THAT(page->complaints[0], Catch::Contains("event 7"));
  CHECK(page->next_offset == 9);
}

TEST_CASE("an event id without a successor is of the wrong shape") {
  Json last = event(1);
  last["eventId"] = std::numeric_limits<std::int64_t>::max();
  const auto page = read({{"events", {last, event(8)}}, {"nextOffset", last["eventId"]}}, 0, all);
  REQUIRE(page.ok());
  CHECK(page->complaints.size() == 1);
  CHECK(page->next_offset == 9);
}

TEST_CASE("an answer without events is an error") {
  CHECK_FALSE(read(Json::array(), 0, all).ok());
  CHECK_FALSE(read({{"events", 3}}, 0, all).ok());
}

TEST_CASE("the dialog of an event is its chat or else its dialogId") {
  CHECK(dialog({{"chat", {{"id", 5}, {"dialogId", "1"}}}}) == "chat5");
  CHECK(dialog({{"chat", {{"dialogId", "chat9"}}}}) == "chat9");
  CHECK(dialog({{"dialogId", 27}}) == "27");
  CHECK(dialog(Json::object()).empty());
  CHECK(dialog(Json::array()).empty());
}
