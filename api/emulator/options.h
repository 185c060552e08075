#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace luabot::emulator {

/// The documented leaky bucket, one for each source address: `burst` requests at once, then `rate` a second.
struct BucketLimit {
  bool on = true;
  double burst = 50;
  double rate = 2;
};

/// How the portal is set up. The defaults are a cloud portal on an ordinary tariff.
struct Options {
  BucketLimit limit{};
  std::int64_t user = 1;  ///< whom the inbound webhook belongs to; an administrator
  std::string token{};    ///< of the inbound webhook; empty: a random one. It protects nothing of worth.
  std::string client_id = "local.emulator";                    ///< of the application
  std::string client_secret{};                                 ///< empty: a random one
  std::string member_id = "e3b0c44298fc1c149afbf4c8996fb924";  ///< of the portal
  bool cloud = true;           ///< answers carry `operating` and `operating_reset_at`
  double operating_limit = 0;  ///< seconds of one method in ten minutes, then 429; 0: no limit
  double operating_cost = 0;   ///< seconds charged to each call on top of what it took
  /// Id of the first event. A portal that starts anew beside hosts that remember their offsets must not begin
  /// at 1: the time in milliseconds is always further on.
  std::int64_t first_event = 1;
  std::string language = "en";               ///< of the portal and its bots
  int utc_offset_minutes = 0;                ///< of the timestamps
  std::vector<std::string> scopes{};         ///< what the webhook may use: "imbot", "im"; empty: everything
  std::string address = "http://localhost";  ///< where links to files lead; the Emulator puts its own here
  std::size_t recorded_calls = 50'000;       ///< the oldest are forgotten beyond this; 0: none are kept
};

}  // namespace luabot::emulator
