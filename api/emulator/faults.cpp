#include "api/emulator/faults.h"

#include <algorithm>
#include <array>
#include <utility>

#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

constexpr std::array<std::string_view, 13> known_kinds = {
    "503",         "429",       "500",   "expired_token", "html502", "html200", "reset_before",
    "reset_after", "truncated", "delay", "delay_after",   "error",   "any"};
constexpr std::array<std::string_view, 9> any_kinds = {
    "503", "500", "html502", "html200", "reset_before", "reset_after", "truncated", "delay", "delay_after"};

/// splitmix64 (public domain, S. Vigna): the same draws for the same seed on every machine.
std::uint64_t draw_number(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  auto z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

bool refuses(const FaultRule& rule) {
  return std::all_of(rule.kinds.begin(), rule.kinds.end(),
                     [](const std::string& kind) { return kind == "error" || kind == "429"; });
}

}  // namespace

Result<void> Faults::set(std::vector<FaultRule> rules) {
  for (auto& rule : rules) {
    rule.match = lower(rule.match);
    rule.one_in = std::max<std::int64_t>(rule.one_in, 1);
    if (rule.kinds.empty()) return Error{.code = "FAULT_INVALID", .what = "a fault rule needs a kind"};
    for (const auto& kind : rule.kinds) {
      if (std::find(known_kinds.begin(), known_kinds.end(), kind) == known_kinds.end()) {
        return Error{.code = "FAULT_INVALID", .what = "there is no fault of kind \"" + kind + "\""};
      }
    }
  }
  rules_ = std::move(rules);
  return {};
}

std::optional<Fault> Faults::draw(FaultRule& rule) {
  if (rule.times == 0) return std::nullopt;
  if (rule.one_in > 1 && draw_number(rule.seed) % static_cast<std::uint64_t>(rule.one_in) != 0)
    return std::nullopt;
  if (rule.times > 0) --rule.times;
  std::string kind = rule.kinds[rule.kinds.size() == 1 ? 0 : draw_number(rule.seed) % rule.kinds.size()];
  if (kind == "any") kind = any_kinds[draw_number(rule.seed) % any_kinds.size()];
  return Fault{.kind = std::move(kind),
               .after = rule.after,
               .delay_ms = rule.delay_ms,
               .code = rule.code,
               .status = rule.status,
               .description = rule.description};
}

std::optional<Fault> Faults::next(std::string_view lower_method) {
  for (auto& rule : rules_) {
    if (rule.match != "*" && rule.match != lower_method) continue;
    if (auto fault = draw(rule)) return fault;
  }
  return std::nullopt;
}

std::optional<Fault> Faults::next_subcall(std::string_view lower_method) {
  for (auto& rule : rules_) {
    if (rule.match != lower_method || !refuses(rule)) continue;
    if (auto fault = draw(rule)) return fault;
  }
  return std::nullopt;
}

}  // namespace luabot::emulator
