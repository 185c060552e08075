#include "api/base/uuid.h"

#include <catch2/catch.hpp>

TEST_CASE("a name's UUID is stable and valid; random ones differ") {
  CHECK(luabot::uuid_of("run 1 step 0") == luabot::uuid_of("run 1 step 0"));
  CHECK(luabot::uuid_of("run 1 step 0") != luabot::uuid_of("run 1 step 1"));
  CHECK(luabot::is_uuid(luabot::uuid_of("x")));
  CHECK(luabot::random_uuid() != luabot::random_uuid());
  CHECK_FALSE(luabot::is_uuid("not-a-uuid"));
  CHECK_FALSE(luabot::is_uuid("6f3f2a527a0e-4c1f-9c55-3d0f5a2b9e71-"));
}
