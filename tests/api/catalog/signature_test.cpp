#include "api/catalog/signature.h"

#include <catch2/catch.hpp>

#include "api/catalog/catalog.h"

using namespace luabot::catalog;

TEST_CASE("a signature says names, types, which are required and what is inside") {
  const auto params = read_signature("id!:integer rows:object[]{NAME!:string|integer SUB{A B}} UF");
  REQUIRE(params);
  REQUIRE(params->size() == 3);
  CHECK((*params)[0].name == "id");
  CHECK((*params)[0].type == "integer");
  CHECK((*params)[0].required);
  const Named& rows = (*params)[1];
  CHECK(rows.type == "object[]");
  CHECK_FALSE(rows.required);
  REQUIRE(rows.inner.size() == 2);
  CHECK(rows.inner[0].type == "string|integer");
  CHECK(rows.inner[0].required);
  CHECK(rows.inner[1].type.empty());
  CHECK(rows.inner[1].inner[1].name == "B");
  CHECK((*params)[2].name == "UF");
  CHECK(read_signature("")->empty());
}

TEST_CASE("what is no signature is refused") {
  for (const char* const text :
       {"id:int", "id:", "id!!", "a{b", "a{}", "a{b}}", "{a}", "a{b}c", "a-b", "a:string|"}) {
    INFO(text);
    CHECK_FALSE(read_signature(text));
  }
}

TEST_CASE("every method that is not described has a signature that can be read") {
  int with_params = 0;
  for (const Method* method : all()) {
    INFO(method->name);
    const auto params = read_signature(method->signature);
    REQUIRE(params);
    if (!params->empty()) ++with_params;
    if (method->described) CHECK(params->empty());
  }
  CHECK(with_params > 1300);
}
