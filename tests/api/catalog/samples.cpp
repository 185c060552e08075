#include "tests/api/catalog/samples.h"

#include <algorithm>
#include <cstdint>

namespace luabot::catalog {
namespace {

constexpr const char* some_uuid = "3f2b8c1e-9a4d-4e57-8c6b-0123456789ab";

Json sample(const Param& param);

Json sample_object(const Slice<Param>& params) {
  Json object = Json::object();
  for (const Param& param : params) object[std::string(param.name)] = sample(param);
  return object;
}

Json sample_text(const Param& param) {
  if (!param.values.empty()) return std::string(param.values[0]);
  if (param.format == Format::uuid) return some_uuid;
  if (param.format != Format::none) return "chat5";
  return "some text";
}

// A list as the object holds them, when it may be either.
bool is_list(const Param& param) {
  return param.shape != nullptr || (param.type.has(kind_array) && !param.type.has(kind_object));
}

const Slice<Param>& inner(const Param& param) {
  return param.shape != nullptr ? param.shape->items : param.params;
}

Json sample(const Param& param) {
  const Type& type = param.type;
  if (!inner(param).empty() && is_list(param)) return Json::array({sample_object(inner(param))});
  if (type.has(kind_map)) {
    const std::string key = param.key == Format::uuid ? some_uuid : "en";
    return {{key, (param.value.kinds & kind_integer) != 0 ? Json(5) : Json("x")}};
  }
  if (type.has(kind_string | kind_datetime)) return sample_text(param);
  if (type.has(kind_file)) return "SGVsbG8=";
  if (type.has(kind_boolean)) return true;
  if (type.has(kind_object)) return sample_object(param.params);
  if (type.has(kind_array)) return Json::array({5});
  const Json least = std::max<std::int64_t>(param.min, 5);
  return param.values.empty() ? least : Json::parse(param.values[0]);
}

void collect(const Slice<Param>& params, const std::string& path, const Json::json_pointer& at,
             std::vector<Place>& out) {
  for (const Param& param : params) {
    const std::string here = path.empty() ? std::string(param.name) : path + "." + std::string(param.name);
    const Json::json_pointer there = at / std::string(param.name);
    out.push_back({&param, &params, here, there});
    if (is_list(param))
      collect(inner(param), here + "[1]", there / std::size_t{0}, out);
    else
      collect(inner(param), here, there, out);
  }
}

}  // namespace

Json sample_call(const Method& method) {
  return sample_object(method.description->params);
}

std::vector<Place> places(const Method& method) {
  std::vector<Place> out;
  collect(method.description->params, "", Json::json_pointer(), out);
  return out;
}

}  // namespace luabot::catalog
