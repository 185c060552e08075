#pragma once
#include "api/catalog/generate_json.h"
#include "api/catalog/generate_model.h"

namespace luabot::catalog::generate {

/// "integer|string", "integer[]", "string?"; with `entities` also "User" and "User[]".
[[nodiscard]] TypeData read_type(const Node& node, const std::vector<EntityData>* entities);

/// "dialog", "uuid" and so on.
[[nodiscard]] Format read_format(const Node& node);

/// Parameters that stand side by side, in the file's order. Shapes are known by name.
[[nodiscard]] std::vector<ParamData> read_params(const Node& node, const std::vector<ShapeData>& shapes);

/// Places of an answer or an event by path, in the file's order.
[[nodiscard]] std::vector<FieldData> read_fields(const Node& node, const std::vector<EntityData>* entities);

/// Fills in the events, whose entities have been read. `directory` holds the data files.
void read_events(const std::string& directory, Data& data);

}  // namespace luabot::catalog::generate
