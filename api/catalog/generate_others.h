#pragma once
#include <string>
#include <vector>

#include "api/catalog/generate_model.h"

namespace luabot::catalog::generate {

/// Adds the methods of every .txt file in the directory, of which only the parameters' names are known.
void read_others(const std::string& directory, std::vector<MethodData>& methods);

}  // namespace luabot::catalog::generate
