#include "api/client/subcall.h"

#include <string>

#include <nlohmann/json.hpp>

#include "api/catalog/catalog.h"
#include "api/form/form.h"

namespace luabot::client {
namespace {

constexpr std::size_t most_values = 1'000;  // PHP's max_input_vars: what is beyond is cut
constexpr std::size_t largest_params =
    200'000;  // a batch of 50 stays below 1 MB only when its calls are small

/// The same with each value as the text that PHP makes of it.
Json as_texts(const Json& value) {
  if (value.is_structured()) {
    Json out = value.is_array() ? Json::array() : Json::object();
    for (const auto& [key, item] : value.items()) {
      if (value.is_array())
        out.push_back(as_texts(item));
      else
        out[key] = as_texts(item);
    }
    return out;
  }
  if (value.is_boolean()) return value.get<bool>() ? "1" : "0";
  return value.is_string() ? value : Json(value.dump());
}

}  // namespace

std::optional<std::string> subcall(const Call& call) {
  const catalog::Method* method = catalog::find(call.method);
  if (method == nullptr || !method->batchable) return std::nullopt;
  if (call.insertion.content || call.params.size() > largest_params) return std::nullopt;
  if (call.params.find("$result[") != std::string::npos) return std::nullopt;
  const Json params = call.params.empty() ? Json::object() : Json::parse(call.params, nullptr, false);
  if (!params.is_object() || form::count(params) >= most_values) return std::nullopt;
  const std::string query = form::encode(params);
  const auto read = form::decode(query);
  if (!read || *read != as_texts(params)) return std::nullopt;
  return call.method + "?" + query;
}

}  // namespace luabot::client
