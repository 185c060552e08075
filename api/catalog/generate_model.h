#pragma once
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "api/catalog/catalog.h"
#include "api/catalog/description.h"

/// The catalog's data as the generator holds it between reading and writing.
namespace luabot::catalog::generate {

/// Data that is not as FORMAT.md says; the text names file and path.
struct BadData : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct TypeData {
  Type type;
  std::string entity;  ///< its name, or that of an array's items
};

struct ConditionData {
  std::string param;
  std::string value;
  bool unless = false;
};

struct ParamData {
  std::string name;
  std::string about;
  Type type;
  Format format = Format::none;
  bool required = false;
  bool undocumented = false;
  bool open = false;
  bool truncates = false;
  std::vector<std::string> values;
  std::string default_json;
  std::int64_t min = no_min;
  std::int64_t max = no_max;
  std::map<std::string, std::uint32_t> limits;  ///< by the name of Param's member
  ConditionData required_when;
  std::string needs;
  std::vector<ParamData> params;
  std::string shape;
  Format key = Format::none;
  Type value;
};

struct ShapeData {
  std::string name;
  std::string container;
  std::vector<ParamData> object;
  std::vector<ParamData> items;
};

struct RuleData {
  std::vector<std::string> paths;
  bool exclusive = false;
  std::string error;
};

struct FieldData {
  std::string path;
  TypeData type;
  std::vector<std::string> values;
  bool open = false;
  bool answers_only = false;
  std::string about;
};

struct EntityData {
  std::string name;
  std::vector<FieldData> fields;
};

struct MethodData {
  std::string name;
  std::string scope;
  Repeat repeat = Repeat::once;
  bool batchable = true;
  bool described = false;
  bool rest3 = false;
  bool takes_bot = false;
  bool takes_token = false;
  bool deprecated = false;
  std::string instead;
  std::string signature;
  bool mentioned = false;
  bool disposable = false;
  std::string family;
  std::string about;
  bool needs_bot = false;
  std::vector<ParamData> params;
  std::vector<RuleData> rules;
  std::vector<FieldData> result;
  std::vector<std::pair<std::string, int>> errors;
  std::string repeat_key;
  std::string repeat_unless;
};

struct SystemErrorData {
  std::string code;
  int status = 0;
  std::string message;
};

struct EventData {
  std::string name;
  std::string about;
  bool fetched = false;
  bool pushed = false;
  std::vector<FieldData> fields;
};

struct OtherEventData {
  std::string name;
  std::string scope;
};

struct Data {
  std::vector<EntityData> entities;
  std::vector<ShapeData> shapes;
  std::vector<SystemErrorData> system_errors;
  std::vector<MethodData> methods;
  std::vector<EventData> events;
  std::vector<OtherEventData> other_events;
};

/// Reads and checks everything: entities.json, shapes.json, errors.json, about.json, the named families of
/// methods/, all files of others/, events.json and other_events.txt. Throws BadData.
[[nodiscard]] Data read(const std::string& directory, const std::vector<std::string>& families);

/// The C++ text of the tables.
[[nodiscard]] std::string write(const Data& data);

}  // namespace luabot::catalog::generate
