#include "runtime/status/rate_watch.h"

#include <chrono>
#include <numeric>
#include <utility>

#include <fmt/core.h>
namespace luabot::status {
namespace {

constexpr auto look_each = std::chrono::seconds(1);
constexpr auto worth_telling = std::chrono::seconds(1);  // shorter waits are how batching works
constexpr int tell_each = 10;                            // seconds
constexpr int tell_of_refusals_each = 60;                // seconds

std::size_t calls(const client::Traffic& traffic) {
  const auto& of = traffic.waiting;
  return std::accumulate(of.begin(), of.end(), std::size_t{0}) -
         of.at(static_cast<std::size_t>(client::Priority::poll));
}

}  // namespace

RateWatch::RateWatch(Loop& loop, Hooks hooks)
    : loop_(loop), hooks_(std::move(hooks)), since_refused_(tell_of_refusals_each) {
  timer_ = loop_.after(look_each, [this] { look(); });
}

void RateWatch::look() {
  timer_ = loop_.after(look_each, [this] { look(); });
  const auto traffic = hooks_.traffic();
  ++since_refused_;
  if (traffic.refused > refused_ && since_refused_ >= tell_of_refusals_each) {
    hooks_.tell(fmt::format(
        "{} requests met a full bucket: others draw about {:.1f}/s from it; going on with {:.1f}/s",
        traffic.refused - refused_, traffic.others, traffic.rate));
    refused_ = traffic.refused;
    since_refused_ = 0;
  }
  if (traffic.portal_down) return;  // the client has said so, and the limit is not why calls wait
  tell(traffic);
}

void RateWatch::tell(const client::Traffic& traffic) {
  const auto wait = calls(traffic);
  if (wait == 0) {
    if (std::exchange(waiting_, false)) hooks_.tell("no calls wait any more");
    return;
  }
  if (traffic.longest_wait < worth_telling || (waiting_ && ++quiet_ < tell_each)) return;
  waiting_ = true;
  quiet_ = 0;
  const auto seconds = [](Duration time) { return std::chrono::duration<double>(time).count(); };
  hooks_.tell(fmt::format(
      "{} calls wait for the portal's limit, the longest for {:.1f} s; a new one waits about {:.1f} s "
      "(bucket: {:.0f} of {:.0f})",
      wait, seconds(traffic.longest_wait), seconds(hooks_.expected_wait()), traffic.level, traffic.burst));
}

}  // namespace luabot::status
