#pragma once
#include <string>
#include <vector>

namespace luabot::reference {

/// A file for the folder that an editor's language server is pointed at (LuaLS: workspace.library).
struct Annotations {
  std::string file;  ///< "b24/crm.lua"
  std::string text;  ///< Lua that declares and does nothing
};

/// The library and every method of the catalog, by file. LuaLS leaves out files above 500 KB
/// (workspace.preloadFileSize), so there is one for each first word of the methods' names.
[[nodiscard]] std::vector<Annotations> annotations();

/// The part of the library itself: luabot, ui, store, json, log (annotations_library.cpp).
[[nodiscard]] std::vector<Annotations> library_annotations();

}  // namespace luabot::reference
