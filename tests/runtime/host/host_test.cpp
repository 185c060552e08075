#include "runtime/host/host.h"

#include <limits>
#include <thread>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/temp_dir.h"

using namespace luabot;

TEST_CASE("no more runs start than the portal's limit can serve within their calls' time") {
  CHECK(runs_for({50, 2}) == 1000);
  CHECK(runs_for({250, 5}) == 1000);
  CHECK(runs_for({50, 0.5}) == 250);
  CHECK(runs_for({1, 0.001}) == 4);
  constexpr double none = std::numeric_limits<double>::infinity();
  CHECK(runs_for({none, none}) == 1000);
}

TEST_CASE("all entries of one portal draw from one bucket, and the status says so") {
  const test::TempDir dir;
  SystemLoop loop;
  Host::Options options;
  options.data = dir.str();
  const auto webhook = [&](const char* name, const char* url) {
    options.portals.push_back({name, *client::parse_address(url), {50, 2}, {}, {}});
  };
  webhook("hook", "http://127.0.0.1:9/rest/1/t0kent0ken/");
  webhook("elsewhere", "http://127.0.0.1:10/rest/1/t0kent0ken/");
  const auto tokens = oauth::read_tokens({{"member_id", "m1"},
                                          {"client_endpoint", "http://127.0.0.1:9/rest/"},
                                          {"access_token", "access-1"},
                                          {"refresh_token", "refresh-1"}});
  REQUIRE(tokens);
  options.portals.push_back(
      {"app", Host::Authorized{{"local.1", Secret("s3cret-s3cret")}, {}, *tokens}, {50, 2}, {}, {}});
  Host host(loop, options, {[](Bot&) {}, [](const Error& error) { FAIL(error.text()); }, [] {}});
  REQUIRE(host.start());
  Result<std::string> said = Error{};
  std::thread asker([&] {
    said = status::ask(dir.str());
    loop.post([&] { loop.stop(); });
  });
  loop.run();
  asker.join();
  REQUIRE(said);
  std::map<std::string, int> sharers;
  const auto status = Json::parse(*said);
  for (const auto& portal : status.at("portals"))
    sharers[portal.at("name")] = portal.at("bucket").at("sharers");
  CHECK(sharers == std::map<std::string, int>{{"hook", 2}, {"app", 2}, {"elsewhere", 1}});
}
