#include "api/emulator/oauth.h"

#include <nlohmann/json.hpp>

#include "api/base/uuid.h"
#include "api/emulator/params.h"

namespace luabot::emulator {
namespace {

constexpr std::int64_t access_lifetime = 3600;
constexpr std::size_t most_pairs = 1000;

std::string random_token() {
  std::string token;
  for (const char c : random_uuid())
    if (c != '-') token += c;
  return token;
}

Answer refused(const std::string& code, const std::string& description) {
  Answer answer;
  answer.status = 400;
  answer.body = Json{{"error", code}, {"error_description", description}}.dump();
  return answer;
}

}  // namespace

std::string application_owner(const Options& options) {
  constexpr std::size_t longest = 40;
  return ("app." + options.client_id).substr(0, longest);
}

const OAuth::Pair& OAuth::make(std::int64_t from) {
  const auto number = pairs_.empty() ? 1 : pairs_.rbegin()->first + 1;
  auto& kept = pairs_[number];
  kept.pair = {random_token(), random_token(), now() + access_lifetime};
  kept.from = from;
  if (pairs_.size() > most_pairs) pairs_.erase(pairs_.begin());
  return kept.pair;
}

const OAuth::Pair& OAuth::issue() {
  return make(0);
}

OAuth::Kept* OAuth::find(std::string_view token, std::string Pair::*which) {
  for (auto& [number, kept] : pairs_)
    if (!token.empty() && kept.pair.*which == token) return &kept;
  return nullptr;
}

/// A token of this pair has arrived: the pair before it is not needed any more.
void OAuth::used(const Kept& kept) {
  const auto before = pairs_.find(kept.from);
  if (before != pairs_.end()) before->second.spent = true;
}

OAuth::Access OAuth::check(std::string_view access_token) {
  const auto* kept = find(access_token, &Pair::access_token);
  if (kept == nullptr) return Access::unknown;
  used(*kept);
  return kept->renewed || kept->pair.expires <= now() ? Access::expired : Access::good;
}

Answer OAuth::token(const Json& params) {
  const Params given(params);
  ++renewals_;
  if (given.text("client_id") != options_.client_id || given.text("client_secret") != options_.client_secret)
    return refused("invalid_client", "Invalid client data was provided");
  if (given.text("grant_type") != "refresh_token")
    return refused("invalid_request", "The emulator knows grant_type=refresh_token alone");
  if (given.text("refresh_token").empty()) return refused("invalid_request", "refresh_token is missing");
  if (!refused_.empty()) return refused(refused_, "Refused as the control side said");
  auto* kept = find(given.text("refresh_token"), &Pair::refresh_token);
  if (kept == nullptr || kept->spent) return refused("invalid_grant", "Invalid authorization tokens");
  used(*kept);
  kept->renewed = true;
  std::int64_t number = 0;
  for (const auto& [at, one] : pairs_)
    if (&one == kept) number = at;
  Answer answer;
  answer.body = told(make(number)).dump();
  if (lose_ > 0) {
    --lose_;
    answer.delivery = Answer::Delivery::reset;
  }
  return answer;
}

void OAuth::expire() {
  for (auto& [number, kept] : pairs_) kept.pair.expires = 0;
}

Json OAuth::told(const Pair& pair) const {
  return {{"access_token", pair.access_token},
          {"client_endpoint", base_ + "/rest/"},
          {"domain", base_.substr(base_.find("//") + 2)},
          {"expires", pair.expires},
          {"expires_in", access_lifetime},
          {"member_id", options_.member_id},
          {"refresh_token", pair.refresh_token},
          {"scope", "imbot,im"},
          {"server_endpoint", base_ + "/rest/"},
          {"status", "L"},
          {"user_id", options_.user}};
}

}  // namespace luabot::emulator
