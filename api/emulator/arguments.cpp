#include "api/emulator/arguments.h"

#include <algorithm>
#include <string>

#include "api/catalog/description.h"

namespace luabot::emulator {
namespace {

using catalog::Param;
using catalog::Slice;

constexpr std::uint16_t structured = catalog::kind_object | catalog::kind_array | catalog::kind_map;
constexpr std::uint16_t anything = catalog::kind_any | catalog::kind_json | catalog::kind_entity;
// A map by language is also taken as one text, which is then in the portal's language.
constexpr std::uint16_t texts = catalog::kind_string | catalog::kind_file | catalog::kind_datetime |
                                catalog::kind_boolean | catalog::kind_map;

/// What PHP would take for one of the kinds: digits for a number, any scalar for a text or a boolean, a map
/// for a list.
bool taken(const Json& value, std::uint16_t kinds) {
  if (kinds == 0 || (kinds & anything) != 0) return true;
  if (value.is_structured()) return (kinds & structured) != 0;
  if ((kinds & texts) != 0) return true;
  if (value.is_string() && value.get_ref<const std::string&>().empty()) return true;  // as if it were absent
  if ((kinds & catalog::kind_integer) != 0 && integer_of(value)) return true;
  return (kinds & catalog::kind_number) != 0 && (value.is_number() || integer_of(value));
}

Reply refused(const std::string& path, std::string_view what) {
  auto reply = refuse("ERROR_ARGUMENT");
  reply.description = "Argument '" + path + "' is " + std::string(what);
  return reply;
}

class Reader {
 public:
  explicit Reader(bool all) : all_(all) {}

  Reply object(const Json& given, const Slice<Param>& params, const std::string& path) const {
    const Params view(given);
    for (const auto& param : params) {
      if (param.name == "botId" || param.name == "botToken") continue;
      const auto* value = view.find(param.name);
      if (value == nullptr && !param.alias.empty()) value = view.find(param.alias);
      const auto at = path.empty() ? std::string(param.name) : path + "." + std::string(param.name);
      if (value == nullptr) {
        if (all_ && param.required) return refused(at, "null or empty");
        continue;
      }
      if (param.shape != nullptr) continue;
      if (auto bad = one(*value, param, at); !bad.ok()) return bad;
    }
    return {};
  }

 private:
  [[nodiscard]] Reply one(const Json& value, const Param& param, const std::string& at) const {
    if (!taken(value, param.type.kinds)) return refused(at, "of a wrong type");
    if (!value.is_structured()) return {};
    const bool list = param.type.has(catalog::kind_array);
    if (list && param.type.items != 0) {
      const bool good = std::all_of(value.begin(), value.end(),
                                    [&](const Json& item) { return taken(item, param.type.items); });
      if (!good) return refused(at, "of a wrong type");
    }
    if (value.is_object() && !list && !param.params.empty()) return object(value, param.params, at);
    return {};
  }

  bool all_;
};

Reply check(const Call& call, bool all) {
  const auto* method = catalog::find(call.method.name);
  if (method == nullptr || method->description == nullptr) return {};
  return Reader(all).object(call.params.json(), method->description->params, "");
}

}  // namespace

Reply bad_arguments(const Call& call) {
  return check(call, false);
}

Reply bad_or_missing_arguments(const Call& call) {
  return check(call, true);
}

}  // namespace luabot::emulator
