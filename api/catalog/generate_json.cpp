#include "api/catalog/generate_json.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "api/catalog/generate_model.h"

namespace luabot::catalog::generate {

using Json = nlohmann::ordered_json;

Node Node::read_file(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw BadData(file + ": cannot be read");
  std::stringstream text;
  text << in.rdbuf();
  std::vector<std::set<std::string>> open;
  const Json::parser_callback_t no_key_twice = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end) open.pop_back();
    if (event == Json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second)
      throw BadData(file + ": \"" + parsed.get<std::string>() + "\" is there twice");
    return true;
  };
  try {
    Node root(Json::parse(text.str(), no_key_twice), file + ": ");
    if (!root.json_.is_object()) throw BadData(file + ": expected an object");
    return root;
  } catch (const Json::exception& error) {
    throw BadData(file + ": " + error.what());
  }
}

Node Node::at(std::string_view key) const {
  if (!json_.is_object()) fail("expected an object");
  const auto found = json_.find(key);
  if (found == json_.end()) fail("missing \"" + std::string(key) + "\"");
  const bool root = !path_.empty() && path_.back() == ' ';
  return {*found, path_ + (root ? "" : ".") + std::string(key)};
}

std::vector<std::pair<std::string, Node>> Node::members() const {
  if (!json_.is_object()) fail("expected an object");
  std::vector<std::pair<std::string, Node>> members;
  for (const auto& [key, value] : json_.items()) members.emplace_back(key, at(key));
  return members;
}

std::vector<Node> Node::items() const {
  if (!json_.is_array()) fail("expected an array");
  std::vector<Node> items;
  for (std::size_t i = 0; i < json_.size(); ++i)
    items.push_back({json_[i], path_ + "[" + std::to_string(i) + "]"});
  return items;
}

std::string Node::text() const {
  if (!json_.is_string() || json_.get_ref<const std::string&>().empty()) fail("expected a string");
  return json_.get<std::string>();
}

std::int64_t Node::integer() const {
  if (!json_.is_number_integer()) fail("expected a whole number");
  return json_.get<std::int64_t>();
}

bool Node::boolean() const {
  if (!json_.is_boolean()) fail("expected true or false");
  return json_.get<bool>();
}

std::vector<std::string> Node::texts() const {
  std::vector<std::string> texts;
  for (const Node& item : items()) {
    std::string text = item.json_.is_number_integer() ? item.dump() : item.text();
    if (std::find(texts.begin(), texts.end(), text) != texts.end()) item.fail("is there twice");
    texts.push_back(std::move(text));
  }
  if (texts.empty()) fail("expected at least one");
  return texts;
}

std::string Node::text(std::string_view key, std::string_view otherwise) const {
  return has(key) ? at(key).text() : std::string(otherwise);
}

bool Node::boolean(std::string_view key, bool otherwise) const {
  return has(key) ? at(key).boolean() : otherwise;
}

void Node::only(std::initializer_list<std::string_view> keys) const {
  for (const auto& [key, value] : members())
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) value.fail("unknown key");
}

void Node::fail(const std::string& what) const {
  throw BadData(path_ + ": " + what);
}

}  // namespace luabot::catalog::generate
