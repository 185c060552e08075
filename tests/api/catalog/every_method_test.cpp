#include <catch2/catch.hpp>

#include "tests/api/catalog/checked.h"
#include "tests/api/catalog/mistakes.h"
#include "tests/api/catalog/samples.h"

// Each described method with a call made from its own description: it passes, and each thing wrong in it is
// refused.
using namespace luabot::catalog;
using luabot::Json;

namespace {

template <class Visit>
void each_method(const Visit& visit) {
  for (const Method* method : all()) {
    if (!method->described) continue;
    INFO(method->name);
    visit(*method);
  }
}

}  // namespace

TEST_CASE("each described method passes with all of its parameters") {
  each_method([](const Method& method) {
    const Json call = sample_call(method);
    INFO(call.dump());
    CHECK(checked(method.name, call).error.empty());
  });
}

TEST_CASE("each mistake in a parameter of each described method is refused") {
  each_method([](const Method& method) {
    for (const Mistake& mistake : mistakes(method)) {
      const auto said = refusal(method.name, mistake.params);
      if (mistake.told_by(said)) continue;
      CAPTURE(mistake.params.dump(), mistake.begins, mistake.names, said);
      CHECK(mistake.told_by(said));
    }
  });
}

TEST_CASE("each described method passes at the ends of its ranges") {
  each_method([](const Method& method) {
    const Json call = sample_call(method);
    for (const Place& place : places(method)) {
      for (const std::int64_t end : {place.param->min, place.param->max}) {
        if (end == no_min || end == no_max) continue;
        Json at_end = call;
        at_end[place.at] = end;
        INFO(place.path << " = " << end);
        CHECK(refusal(method.name, at_end).empty());
      }
    }
  });
}

TEST_CASE("each parameter of each described method is known in its other spelling") {
  each_method([](const Method& method) {
    const Json call = sample_call(method);
    Json other = Json::object();
    for (const Param& param : method.description->params)
      other[std::string(param.alias)] = call[std::string(param.name)];
    const auto result = checked(method.name, other);
    CHECK(result.error.empty());
    CHECK(result.params == checked(method.name, call).params);
  });
}
