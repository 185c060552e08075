#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/base/error.h"
#include "api/base/json.h"
#include "api/catalog/description.h"

namespace luabot::catalog {

/// One check of one call. Its functions answer false once a problem has been found; the first one is kept.
class Checker {
 public:
  explicit Checker(const Method& method, References references) : method_(method), references_(references) {}

  [[nodiscard]] Result<std::vector<std::string>> run(Json& params);

 private:
  // Names and values of an object with known parameters (check.cpp).
  bool check_object(Json& object, const Slice<Param>& params, const std::string& path);
  bool check_names(Json& object, const Slice<Param>& params, const std::string& path);
  bool refuse_name(const std::string& name, const Slice<Param>& params, const std::string& path);
  bool check_param(Json& object, const Param& param, const std::string& path);
  bool check_absent(const Json& object, const Slice<Param>& params, const Param& param,
                    const std::string& path);
  bool check_rules(const Json& params);

  // One value (check_value.cpp).
  bool check_value(Json& value, const Param& param, const std::string& path);
  bool check_scalar(const Json& value, const Param& param, const std::string& path);
  bool check_text(const std::string& text, const Param& param, const std::string& path);
  bool check_array(Json& array, const Slice<Param>& params, std::uint16_t items, const std::string& path);
  bool check_map(Json& map, const Param& param, const std::string& path);
  bool check_shape(Json& value, const Shape& shape, const std::string& path);
  bool check_sizes(const Json& value, const Param& param, const std::string& path);

  [[nodiscard]] bool host_fills(std::string_view path) const;
  bool expected(const std::string& path, std::string_view what, std::string_view got);
  bool fail(std::string what, std::string hint = {});

  const Method& method_;
  References references_;
  std::vector<std::string> warnings_;
  std::optional<Error> error_;
};

}  // namespace luabot::catalog
