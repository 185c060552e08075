#include <catch2/catch.hpp>

#include "api/catalog/description.h"
#include "tests/api/catalog/checked.h"

// Each described method with a call made from its own description: it passes, and each thing wrong in it is
// refused.
using namespace luabot::catalog;
using luabot::Json;

namespace {

Json sample(const Param& param);

Json sample_object(const Slice<Param>& params) {
  Json object = Json::object();
  for (const Param& param : params) object[std::string(param.name)] = sample(param);
  return object;
}

Json sample_text(const Param& param) {
  if (!param.values.empty()) return std::string(param.values[0]);
  if (param.format == Format::uuid) return "3f2b8c1e-9a4d-4e57-8c6b-0123456789ab";
  if (param.format != Format::none) return "chat5";
  return "some text";
}

Json sample(const Param& param) {
  const Type& type = param.type;
  if (param.shape != nullptr)
    return std::string(param.shape->name) == "attach" ? R"([{"MESSAGE":"a"}])" : R"([{"TEXT":"a"}])";
  if (type.has(kind_map)) {
    const std::string key = param.key == Format::uuid ? "3f2b8c1e-9a4d-4e57-8c6b-0123456789ab" : "en";
    return {{key, (param.value.kinds & kind_integer) != 0 ? Json(5) : Json("x")}};
  }
  if (type.has(kind_string | kind_datetime)) return sample_text(param);
  if (type.has(kind_file)) return "SGVsbG8=";
  if (type.has(kind_boolean)) return true;
  if (type.has(kind_object)) return sample_object(param.params);
  if (type.has(kind_array)) return Json::array({5});
  return param.values.empty() ? Json(5) : Json::parse(param.values[0]);
}

std::string dotted(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "." + std::string(name);
}

// Visits each parameter of an object with a function that may spoil a copy of the whole call.
template <class Visit>
void each_param(const Slice<Param>& params, const std::string& path, const Json::json_pointer& at,
                const Visit& visit) {
  for (const Param& param : params) {
    const Json::json_pointer here = at / std::string(param.name);
    visit(param, dotted(path, param.name), here);
    if (param.type.has(kind_object) && param.shape == nullptr)
      each_param(param.params, dotted(path, param.name), here, visit);
  }
}

template <class Visit>
void each_call(const Visit& visit) {
  for (const Method* method : all()) {
    if (!method->described) continue;
    INFO(method->name);
    visit(*method, sample_object(method->description->params));
  }
}

}  // namespace

TEST_CASE("each described method passes with all of its parameters") {
  each_call([](const Method& method, const Json& call) {
    INFO(call.dump());
    CHECK(checked(method.name, call).error.empty());
  });
}

TEST_CASE("each described method is refused without a required parameter") {
  each_call([](const Method& method, const Json& call) {
    each_param(method.description->params, "", Json::json_pointer(),
               [&](const Param& param, const std::string& path, const auto& at) {
                 if (!param.required || path == "botId") return;
                 Json without = call;
                 without[at.parent_pointer()].erase(at.back());
                 CHECK(refusal(method.name, without) == "missing " + path);
               });
  });
}

TEST_CASE("each parameter of each described method is refused with a wrong type") {
  each_call([](const Method& method, const Json& call) {
    each_param(method.description->params, "", Json::json_pointer(),
               [&](const Param& param, const std::string& path, const auto& at) {
                 if (param.type.has(kind_any)) return;
                 Json wrong = call;
                 wrong[at] = param.type.has(kind_object | kind_map) ? Json(1.5) : Json{{"no", "such"}};
                 CHECK(refusal(method.name, wrong).starts_with(path + ": expected "));
               });
  });
}

TEST_CASE("each enumeration and range of each described method is kept") {
  each_call([](const Method& method, const Json& call) {
    each_param(method.description->params, "", Json::json_pointer(),
               [&](const Param& param, const std::string& path, const auto& at) {
                 Json wrong = call;
                 if (!param.values.empty() && !param.open) {
                   wrong[at] = param.type.has(kind_string) ? Json("no such value") : Json(99999);
                   CHECK(refusal(method.name, wrong).starts_with(path + ": expected "));
                 }
                 if (param.max != no_max) {
                   wrong[at] = param.max;
                   CHECK(refusal(method.name, wrong).empty());
                   wrong[at] = param.max + 1;
                   CHECK(refusal(method.name, wrong).starts_with(path + ": expected "));
                 }
                 if (param.min != no_min) {
                   wrong[at] = param.min;
                   CHECK(refusal(method.name, wrong).empty());
                   wrong[at] = param.min - 1;
                   CHECK(refusal(method.name, wrong).starts_with(path + ": expected "));
                 }
               });
  });
}

TEST_CASE("each parameter of each described method is known in its other spelling") {
  each_call([](const Method& method, const Json& call) {
    Json other = Json::object();
    for (const Param& param : method.description->params)
      other[std::string(param.alias)] = call[std::string(param.name)];
    const auto result = checked(method.name, other);
    CHECK(result.error.empty());
    CHECK(result.params == checked(method.name, call).params);
  });
}
