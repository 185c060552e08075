#include "api/catalog/generate_others.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "api/catalog/names.h"
#include "api/catalog/signature.h"

namespace luabot::catalog::generate {
namespace {

// The last word tells whether a method reads; see FORMAT.md.
Repeat guess_repeat(std::string_view name) {
  std::string word(name.substr(name.rfind('.') + 1));
  std::transform(word.begin(), word.end(), word.begin(), to_lower);
  static const std::set<std::string, std::less<>> reading = {
      "count",   "current", "events", "fields",     "info", "methods", "name",
      "nearest", "profile", "scope",  "statuslist", "time", "types"};
  for (const std::string_view start : {"get", "list", "search", "find"})
    if (word.starts_with(start)) return Repeat::read;
  return reading.count(word) != 0 ? Repeat::read : Repeat::once;
}

void read_mark(const std::string& mark, MethodData& method, const std::string& where) {
  constexpr std::string_view deprecated = "deprecated";
  if (mark == "v3") {
    method.rest3 = true;
    method.batchable = false;
  } else if (mark == "mentioned") {
    method.mentioned = true;
  } else if (mark == "disposable") {
    method.disposable = true;
  } else if (mark == "read") {
    method.repeat = Repeat::read;
  } else if (mark == "idempotent") {
    method.repeat = Repeat::idempotent;
  } else if (mark == "once") {
    method.repeat = Repeat::once;
  } else if (mark == deprecated || mark.starts_with("deprecated:")) {
    method.deprecated = true;
    if (mark.size() > deprecated.size()) method.instead = mark.substr(deprecated.size() + 1);
  } else {
    throw BadData(fmt::format("{}unknown mark \"{}\"", where, mark));
  }
}

MethodData read_heading(const std::string& line, const std::string& where) {
  std::istringstream words(line);
  MethodData method;
  if (!(words >> method.name >> method.scope)) throw BadData(where + "expected a name and a scope");
  if (method.scope == "-") method.scope.clear();
  method.repeat = guess_repeat(method.name);
  const std::string name = folded(method.name);
  method.batchable = name.find("upload") == std::string::npos && name.find("download") == std::string::npos;
  for (std::string mark; words >> mark;) read_mark(mark, method, where);
  return method;
}

void add_line(const std::string& line, MethodData& method) {
  std::istringstream words(line);
  for (std::string word; words >> word;) {
    if (!method.signature.empty()) method.signature += ' ';
    method.signature += word;
  }
}

void read_file(const std::string& file, std::vector<MethodData>& methods) {
  std::ifstream in(file);
  if (!in) throw BadData(file + ": cannot be read");
  const std::size_t first = methods.size();
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    const std::string where = fmt::format("{}:{}: ", file, number);
    if (line[0] != ' ') {
      methods.push_back(read_heading(line, where));
    } else if (methods.size() == first) {
      throw BadData(where + "parameters stand below a method");
    } else {
      add_line(line, methods.back());
    }
  }
  for (std::size_t i = first; i < methods.size(); ++i)
    if (!read_signature(methods[i].signature))
      throw BadData(fmt::format("{}: the parameters of {} are not as FORMAT.md says", file, methods[i].name));
}

}  // namespace

void read_others(const std::string& directory, std::vector<MethodData>& methods) {
  std::vector<std::string> files;
  std::error_code unreadable;
  for (const auto& entry : std::filesystem::directory_iterator(directory, unreadable))
    if (entry.path().extension() == ".txt") files.push_back(entry.path().string());
  if (unreadable) throw BadData(directory + ": cannot be read");
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) read_file(file, methods);
}

}  // namespace luabot::catalog::generate
