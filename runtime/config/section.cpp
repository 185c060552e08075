#include "runtime/config/section.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "api/catalog/names.h"
#include "runtime/config/secret_source.h"

namespace luabot::config {
namespace {

const char* kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::integer:
    case toml::node_type::floating_point:
      return "a number";
    default:
      return "a date or time";
  }
}

}  // namespace

std::string Source::at(const toml::node& node) const {
  return fmt::format("{}:{}", file, node.source().begin.line);
}

void Source::refuse(const toml::node& node, std::string what, std::string hint) const {
  throw Refused{{"BAD_CONFIG", std::move(what), at(node), std::move(hint)}};
}

std::string Source::path(const std::string& written) const {
  return (std::filesystem::path(folder) / written).lexically_normal().string();
}

std::string nearest(std::string_view typed, const std::vector<std::string_view>& known) {
  const std::string folded = catalog::folded(typed);
  std::size_t best = std::max<std::size_t>(2, typed.size() / 3) + 1;
  std::string_view found;
  for (const auto name : known)
    if (const auto distance = catalog::edit_distance(folded, catalog::folded(name), best); distance < best) {
      best = distance;
      found = name;
    }
  return std::string(found);
}

Section::Section(const Source& source, const toml::table& table, std::string name,
                 std::vector<std::string_view> known)
    : source_(source), table_(table), name_(std::move(name)) {
  const toml::key* strange = nullptr;
  for (const auto& [key, value] : table)
    if (std::find(known.begin(), known.end(), key.str()) == known.end() &&
        (strange == nullptr || key.source().begin < strange->source().begin))
      strange = &key;
  if (strange == nullptr) return;
  const auto meant = nearest(strange->str(), known);
  throw Refused{{"BAD_CONFIG", fmt::format("{}: unknown key '{}'", name_, strange->str()),
                 fmt::format("{}:{}", source_.file, strange->source().begin.line),
                 meant.empty() ? fmt::format("Known are {}.", fmt::join(known, ", "))
                               : fmt::format("Did you mean {}?", meant)}};
}

void Section::refuse(std::string_view key, std::string what, std::string hint) const {
  source_.refuse(*find(key), fmt::format("{}: {}: {}", name_, key, std::move(what)), std::move(hint));
}

void Section::refuse_whole(std::string what, std::string hint) const {
  source_.refuse(table_, fmt::format("{}: {}", name_, std::move(what)), std::move(hint));
}

std::optional<std::string> Section::text(std::string_view key) const {
  const auto* node = find(key);
  if (node == nullptr) return std::nullopt;
  const auto* text = node->as_string();
  if (text == nullptr)
    refuse(key, fmt::format("a text is expected, this is {}", kind_of(*node)), "Put it in quotes.");
  if (text->get().empty()) refuse(key, "it is empty", "Give it a value, or leave the key out.");
  return text->get();
}

bool Section::flag(std::string_view key) const {
  const auto* node = find(key);
  if (node == nullptr) return false;
  const auto* value = node->as_boolean();
  if (value == nullptr)
    refuse(key, fmt::format("true or false is expected, this is {}", kind_of(*node)), "Without quotes.");
  return value->get();
}

std::string Section::required_text(std::string_view key, const std::string& hint) const {
  auto given = text(key);
  if (!given) refuse_whole(fmt::format("{} is missing", key), hint);
  return std::move(*given);
}

std::string Section::secret_text(std::string_view key) const {
  const auto given = text(key);
  if (!given) return {};
  auto value = resolve_secret(*given, source_.folder);
  if (!value)
    refuse(key, fmt::format("{}: {}", value.error().where, value.error().what),
           given->starts_with("env:") ? "Set the variable where luabot is started."
                                      : "Check its name and that this user may read it.");
  return std::move(*value);
}

Secret Section::required_secret(std::string_view key, const std::string& hint) const {
  if (find(key) == nullptr) refuse_whole(fmt::format("{} is missing", key), hint);
  return Secret(secret_text(key));
}

const toml::table* Section::table(std::string_view key, const std::string& hint) const {
  const auto* node = find(key);
  if (node == nullptr) return nullptr;
  const auto* table = node->as_table();
  if (table == nullptr) refuse(key, fmt::format("a table is expected, this is {}", kind_of(*node)), hint);
  return table;
}

}  // namespace luabot::config
