#include <sstream>

#include "runtime/reference/annotations.h"
#include "runtime/reference/scripts.h"

namespace luabot::reference {
namespace {

// "function ui.escape(text)" and "ui.attach = require …": what a comment above it describes.
std::string declaration(const std::string& line, const std::string& params) {
  if (line.starts_with("function ")) {
    const std::size_t end = line.find(')');
    return end == std::string::npos ? "" : line.substr(0, end + 1) + " end\n";
  }
  const std::size_t sign = line.find(" = ");
  if (sign == std::string::npos || line.starts_with(' ')) return "";
  const std::string name = line.substr(0, sign);
  if (line.starts_with("local ")) return name + " = {}\n";
  if (name.find('.') == std::string::npos) return "";
  return params.empty() ? name + " = {}\n" : "function " + name + "(" + params + ") end\n";
}

// The name in "---@param text string".
std::string param_of(const std::string& line) {
  std::istringstream words(line);
  std::string tag;
  std::string name;
  words >> tag >> name;
  if (tag != "---@param") return "";
  if (!name.empty() && name.back() == '?') name.pop_back();
  return name;
}

// Its doc comments with the declarations that follow them; bodies are left out.
std::string declarations(std::string_view source, const std::string& module) {
  std::istringstream lines{std::string(source)};
  std::string out;
  std::string head;
  std::string comment;
  std::string params;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("---")) {
      comment += line + '\n';
      if (const std::string name = param_of(line); !name.empty())
        params += (params.empty() ? "" : ", ") + name;
      continue;
    }
    // The file's own head stands above what it requires, and belongs to the module's table.
    if (line.ends_with(" = ...")) {
      head = comment;
    } else if (line == "local " + module + " = {}") {
      out += head + line + '\n';
    } else if (!comment.empty()) {
      const std::string declared = declaration(line, params);
      if (!declared.empty()) out.append(1, '\n').append(comment).append(declared);
    }
    comment.clear();
    params.clear();
  }
  return out;
}

}  // namespace

std::vector<Annotations> library_annotations() {
  std::vector<Annotations> files;
  for (const auto& script : worker::script_files()) {
    const std::string name(script.name.substr(0, script.name.rfind('.')));
    if (name == "b24") continue;  // made from the catalog
    const std::string module = name.substr(name.rfind('/') + 1);
    std::string text =
        "---@meta " + (name == module ? name : "_") + "\n\n" + declarations(script.text, module);
    if (name == module) text += "\nreturn " + module + "\n";
    files.push_back({std::string(script.name), std::move(text)});
  }
  return files;
}

}  // namespace luabot::reference
