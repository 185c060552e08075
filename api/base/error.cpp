#include "api/base/error.h"

namespace luabot {

std::string Error::text() const {
  std::string line;
  if (!where.empty()) line += where + ": ";
  line += what.empty() ? code : what;
  if (!code.empty() && !what.empty() && what.find(code) == std::string::npos) line += " (" + code + ")";
  if (!hint.empty()) {
    if (line.back() != '.' && line.back() != '?' && line.back() != '!') line += ".";
    line += " " + hint;
  }
  return line;
}

}  // namespace luabot
