#include "api/base/secret.h"

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

namespace {

/// As many short-lived secrets as push out all that came before.
void forget_all_before() {
  for (std::size_t i = 0; i < luabot::secrets_remembered; ++i)
    const luabot::Secret passing("passing-" + std::to_string(i));
}

}  // namespace

TEST_CASE("every known secret is redacted, short values are left alone") {
  const luabot::Secret token("tok-3141592653");
  const luabot::Secret small("abc");
  CHECK(luabot::redact("a tok-3141592653 and tok-3141592653.") == "a *** and ***.");
  CHECK(luabot::redact("abc stays") == "abc stays");
  CHECK(token.reveal() == "tok-3141592653");
}

TEST_CASE("a secret matches itself and nothing else") {
  const luabot::Secret token("custom0123456789");
  CHECK(token.matches("custom0123456789"));
  for (const auto* other : {"", "c", "custom012345678", "custom01234567890", "Custom0123456789",
                            "custom0123456788", "custom0123456789custom0123456789"}) {
    INFO(other);
    CHECK_FALSE(token.matches(other));
  }
  CHECK_FALSE(luabot::Secret().matches(""));
  CHECK_FALSE(luabot::Secret().matches("a"));
}

TEST_CASE("a secret that is gone is known for a while and then forgotten") {
  { const luabot::Secret token("tok-1618033988"); }
  CHECK(luabot::redact("tok-1618033988") == "***");
  forget_all_before();
  CHECK(luabot::redact("tok-1618033988") == "tok-1618033988");
}

TEST_CASE("a secret is known as long as anything holds it") {
  std::optional<luabot::Secret> first(luabot::Secret("tok-1414213562"));
  std::optional<luabot::Secret> copy(first);
  std::optional<luabot::Secret> equal(luabot::Secret("tok-1414213562"));
  for (auto* one : {&first, &copy, &equal}) {
    CHECK(luabot::redact("tok-1414213562") == "***");
    one->reset();
    forget_all_before();
  }
  CHECK(luabot::redact("tok-1414213562") == "tok-1414213562");
}

TEST_CASE("a secret that is made anew is not forgotten with its forerunner") {
  { const luabot::Secret before("tok-1732050807"); }
  const luabot::Secret again("tok-1732050807");
  forget_all_before();
  CHECK(luabot::redact("tok-1732050807") == "***");
}

TEST_CASE("a part of a secret is redacted alone too, and the whole as one") {
  const luabot::Secret url("https://acme.example/rest/1/tok-2236067977/", "tok-2236067977");
  CHECK(luabot::redact("at https://acme.example/rest/1/tok-2236067977/x") == "at ***x");
  CHECK(luabot::redact("tok-2236067977") == "***");
}

TEST_CASE("a secret that begins with another leaves no rest") {
  const luabot::Secret shorter("tok-2645751311");
  const luabot::Secret longer("tok-2645751311-and-more");
  CHECK(luabot::redact("tok-2645751311-and-more") == "***");
}

TEST_CASE("secrets come and go on several threads") {
  const luabot::Secret kept("tok-3316624790");
  std::vector<std::thread> threads;
  std::vector<int> wrong(4);
  threads.reserve(wrong.size());
  for (auto& mine : wrong)
    threads.emplace_back([&mine] {
      for (int i = 0; i < 1000; ++i) {
        const luabot::Secret same("tok-3316624790");
        const luabot::Secret passing("passing-" + std::to_string(i % 150));
        if (luabot::redact("tok-3316624790 " + passing.reveal()) != "*** ***") ++mine;
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4));
}
