// Looks for every planted secret in everything that every child of the suite has printed.
#include <cstdio>
#include <cstdlib>
#include <mutex>

#define CATCH_CONFIG_EXTERNAL_INTERFACES
#include <catch2/catch.hpp>

#include "tests/e2e/world.h"

namespace luabot::test {
namespace {

constexpr const char* marker = "pl4nted";

std::mutex mutex;

std::vector<std::string>& secrets() {
  static std::vector<std::string> all{marker};
  return all;
}

class Listener : public Catch::TestEventListenerBase {
 public:
  using TestEventListenerBase::TestEventListenerBase;

  /// After the last case, since an assertion here would belong to none: the program ends with a status that
  /// no test case can make good.
  void testRunEnded(const Catch::TestRunStats& stats) override {
    TestEventListenerBase::testRunEnded(stats);
    const auto printed = printed_by_all();
    bool leaked = false;
    for (const auto& secret : planted()) {
      const auto at = secret.empty() ? std::string::npos : printed.find(secret);
      if (at == std::string::npos) continue;
      leaked = true;
      std::fprintf(stderr, "FAILED: a child printed a secret:\n%s\n",
                   printed.substr(at < 300 ? 0 : at - 300, 500).c_str());
    }
    if (leaked) std::_Exit(1);
  }
};

}  // namespace

void plant(const std::string& secret) {
  const std::lock_guard lock(mutex);
  secrets().push_back(secret);
}

std::vector<std::string> planted() {
  const std::lock_guard lock(mutex);
  return secrets();
}

CATCH_REGISTER_LISTENER(Listener)  // NOLINT: Catch's own macro

}  // namespace luabot::test
