#include "api/emulator/call_log.h"

#include <nlohmann/json.hpp>

namespace luabot::emulator {
namespace {

void drop_tokens(Json& params) {
  if (!params.is_object()) return;
  for (const char* name : {"botToken", "BOT_TOKEN", "auth", "AUTH", "access_token"}) params.erase(name);
  for (const char* name : {"fields", "FIELDS"}) {
    const auto fields = params.find(name);
    if (fields != params.end()) drop_tokens(*fields);
  }
}

/// Files are not kept here as well.
void shorten(Json& value) {
  constexpr std::size_t most = 100'000;  // bytes: more than the longest message or attachment
  if (value.is_structured()) {
    for (auto& item : value) shorten(item);
  } else if (value.is_string() && value.get_ref<const std::string&>().size() > most) {
    value = "(" + std::to_string(value.get_ref<const std::string&>().size()) + " bytes)";
  }
}

}  // namespace

std::int64_t CallLog::add(std::string_view method, std::int64_t arrived_ns, std::int64_t batch) {
  ++total_;
  if (keep_ == 0) return total_;
  if (records_.size() == keep_) records_.pop_front();
  records_.push_back(
      {.number = total_, .method = std::string(method), .arrived_ns = arrived_ns, .batch = batch});
  return total_;
}

void CallLog::keep_params(std::int64_t number, Json params) {
  auto* record = find(number);
  if (record == nullptr) return;
  drop_tokens(params);
  shorten(params);
  record->params = std::make_shared<const Json>(std::move(params));
}

CallRecord* CallLog::find(std::int64_t number) {
  if (records_.empty() || number < records_.front().number) return nullptr;
  const auto at = static_cast<std::size_t>(number - records_.front().number);
  return at < records_.size() ? &records_[at] : nullptr;
}

}  // namespace luabot::emulator
