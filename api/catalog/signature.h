#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Parameters in the short form of data/others, `id!:integer fields!:object{TITLE:string UF}`; the generator
/// and the catalog read it with the same code.
namespace luabot::catalog {

/// A parameter of a method that is not described.
struct Named {
  std::string_view name;
  std::string_view type;  ///< "integer", "string|object", "object[]"; empty when none is documented
  bool required = false;
  std::vector<Named> inner{};  ///< the known names of an object, or of an array's objects
};

/// The parameters of a signature, as views into it; nothing when it is not of that form.
[[nodiscard]] std::optional<std::vector<Named>> read_signature(std::string_view text);

}  // namespace luabot::catalog
