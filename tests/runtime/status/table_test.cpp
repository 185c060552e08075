#include <limits>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "runtime/status/snapshot.h"

using namespace luabot;
using namespace luabot::status;
using namespace std::chrono_literals;

namespace {

Snapshot busy() {
  PortalStatus portal;
  portal.name = "acme";
  portal.portal = "acme.bitrix24.com";
  portal.traffic.level = 12.3;
  portal.traffic.burst = 50;
  portal.traffic.rate = 1.5;
  portal.traffic.others = 0.5;
  portal.traffic.waiting = {3, 120, 1, 900};
  portal.traffic.longest_wait = 2100ms;
  portal.traffic.requests = 4512;
  portal.traffic.batches = 600;
  portal.traffic.subcalls = 27'298;
  portal.traffic.refused = 2;
  portal.traffic.slowed_methods = 1;
  portal.expected_wait = 4s;
  portal.bots = {{"pizza", 12, "bots/pizza", "fetch", "running", 7},
                 {"", 0, "bots/new", "webhook", "starting", 0}};
  return {1'000'000, 1'000'000 + 93'784'000, {portal}};
}

}  // namespace

TEST_CASE("the status is told in a table") {
  const auto shown = table(to_json(busy()));
  REQUIRE(shown);
  CHECK(*shown ==
        "running for 1 d 2 h\n"
        "acme (acme.bitrix24.com)\n"
        "  portal    answers\n"
        "  bucket    12 of 50 taken, 1.50/s ours, 0.50/s drawn by others\n"
        "  waiting   3 for people, 120 others, 1 polls, 900 bulk; the longest for 2.1 s; a new call waits "
        "about 4.0 s\n"
        "  requests  4512 since the start, 600 of them batches of 27298 calls in all; 2 met a full bucket\n"
        "  methods   1 near or at the limit of their operating time\n"
        "  BOT          ID  STATE     EVENTS     RUNS  SCRIPT\n"
        "  pizza        12  running   fetch         7  bots/pizza\n"
        "  ?             0  starting  webhook       0  bots/new\n");
}

TEST_CASE("a bucket that several entries draw from is said to be shared") {
  auto snapshot = busy();
  snapshot.portals[0].traffic.sharers = 2;
  snapshot.portals[0].traffic.others = 0;
  const auto shown = table(to_json(snapshot));
  REQUIRE(shown);
  CHECK(shown->find("  bucket    12 of 50 taken, 1.50/s ours; 2 entries share it\n") != std::string::npos);
}

TEST_CASE("a portal without a limit, that is down") {
  auto snapshot = busy();
  auto& portal = snapshot.portals[0];
  portal.name.clear();
  portal.traffic = {};
  portal.traffic.burst = std::numeric_limits<double>::infinity();
  portal.traffic.rate = std::numeric_limits<double>::infinity();
  portal.traffic.portal_down = true;
  portal.expected_wait = {};
  const auto json = nlohmann::json::parse(to_json(snapshot));
  CHECK(json.at("portals")[0].at("bucket").at("burst").is_null());
  CHECK_FALSE(json.at("portals")[0].at("up").get<bool>());
  const auto shown = table(json.dump());
  REQUIRE(shown);
  CHECK(shown->find("acme.bitrix24.com\n  portal    does not answer; calls wait, and it is tried again\n"
                    "  bucket    no limit\n  waiting   no calls; a new call waits about 0.0 s\n") !=
        std::string::npos);
}

TEST_CASE("the status has each of its numbers under its own name") {
  auto snapshot = busy();
  auto& traffic = snapshot.portals[0].traffic;
  traffic.under_way = 31;
  traffic.dropped = 32;
  traffic.rate = 1.239;
  const auto json = nlohmann::json::parse(to_json(snapshot)).at("portals")[0];
  CHECK(json.at("underWay") == 31);
  CHECK(json.at("dropped") == 32);
  CHECK(json.at("refused") == 2);
  CHECK(json.at("slowedMethods") == 1);
  CHECK(json.at("bucket") ==
        nlohmann::json{{"level", 12.3}, {"burst", 50}, {"rate", 1.24}, {"others", 0.5}, {"sharers", 1}});
  CHECK(json.at("waiting") ==
        nlohmann::json{
            {"answer", 3}, {"normal", 120}, {"poll", 1}, {"bulk", 900}, {"longest", 2.1}, {"expected", 4}});
}

TEST_CASE("others are told of only when there are some") {
  auto snapshot = busy();
  snapshot.portals[0].traffic.others = 0;
  const auto shown = table(to_json(snapshot));
  REQUIRE(shown);
  CHECK(shown->find("1.50/s ours\n") != std::string::npos);
}

TEST_CASE("how long a host has run is told in the two largest units that say something") {
  const auto [seconds, said] =
      GENERATE(Catch::Generators::table<std::int64_t, std::string>({{0, "0 s"},
                                                                    {59, "59 s"},
                                                                    {60, "1 min"},
                                                                    {3599, "59 min"},
                                                                    {3600, "1 h 0 min"},
                                                                    {7'380, "2 h 3 min"},
                                                                    {86'400, "1 d 0 h"},
                                                                    {180'000, "2 d 2 h"}}));
  const auto shown = status::table(to_json({0, seconds * 1000, {}}));
  REQUIRE(shown);
  CHECK(*shown == "running for " + said + "\n");
}

TEST_CASE("a portal that is named after itself is named once") {
  auto snapshot = busy();
  snapshot.portals[0].name = snapshot.portals[0].portal;
  const auto shown = status::table(to_json(snapshot));
  REQUIRE(shown);
  CHECK(shown->find("\nacme.bitrix24.com\n") != std::string::npos);
}

TEST_CASE("a name that is no UTF-8 does not keep the status back") {
  auto snapshot = busy();
  snapshot.portals[0].bots[0].script = "bots/\xff";
  const auto shown = table(to_json(snapshot));
  REQUIRE(shown);
  CHECK(shown->find("bots/\xEF\xBF\xBD\n") != std::string::npos);
}

TEST_CASE("what is no status is refused") {
  for (const auto* text : {"", "[]", "{}", "{\"nowMs\": 1}", "hello"}) {
    INFO(text);
    const auto shown = table(text);
    REQUIRE_FALSE(shown);
    CHECK(shown.error().code == "BAD_STATUS");
  }
}
