#pragma once
#include <string>

#include "api/catalog/generate_model.h"

namespace luabot::catalog::generate {

/// Gives each parameter of the described methods and of the shapes its description from about.json. Throws
/// BadData when one has none, or when a description is of nothing.
void add_about(const std::string& file, Data& data);

}  // namespace luabot::catalog::generate
