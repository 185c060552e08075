#include "runtime/host/host.h"

#include <limits>

#include <catch2/catch.hpp>

using luabot::runs_for;

TEST_CASE("no more runs start than the portal's limit can serve within their calls' time") {
  CHECK(runs_for({50, 2}) == 1000);
  CHECK(runs_for({250, 5}) == 1000);
  CHECK(runs_for({50, 0.5}) == 250);
  CHECK(runs_for({1, 0.001}) == 4);
  constexpr double none = std::numeric_limits<double>::infinity();
  CHECK(runs_for({none, none}) == 1000);
}
