#include <algorithm>
#include <fstream>
#include <sstream>

#include "api/catalog/generate_json.h"
#include "api/catalog/generate_type.h"

namespace luabot::catalog::generate {
namespace {

EventData read_event(const std::string& name, const Node& node, const Data& data) {
  node.only({"about", "modes", "fields"});
  EventData event;
  event.name = name;
  event.about = node.at("about").text();
  for (const std::string& mode : node.at("modes").texts()) {
    if (mode != "fetch" && mode != "webhook") node.at("modes").fail("expected fetch or webhook");
    (mode == "fetch" ? event.fetched : event.pushed) = true;
  }
  event.fields = read_fields(node.at("fields"), &data.entities);
  return event;
}

}  // namespace

std::vector<FieldData> read_fields(const Node& node, const std::vector<EntityData>* entities) {
  std::vector<FieldData> fields;
  for (const auto& [path, at] : node.members()) {
    FieldData field;
    field.path = path;
    if (at.is_string()) {
      field.type = read_type(at, entities);
    } else {
      at.only({"type", "enum", "enumOpen", "answersOnly", "about"});
      field.type = read_type(at.at("type"), entities);
      if (at.has("enum")) field.values = at.at("enum").texts();
      field.open = at.boolean("enumOpen", false);
      field.answers_only = at.boolean("answersOnly", false);
      field.about = at.text("about", "");
    }
    fields.push_back(std::move(field));
  }
  return fields;
}

void read_events(const std::string& directory, Data& data) {
  for (const auto& [name, at] : Node::read_file(directory + "/events.json").members())
    data.events.push_back(read_event(name, at, data));

  const std::string file = directory + "/other_events.txt";
  std::ifstream in(file);
  if (!in) throw BadData(file + ": cannot be read");
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    OtherEventData event;
    std::string more;
    if (!(words >> event.name >> event.scope) || words >> more)
      throw BadData(file + ":" + std::to_string(number) + ": expected a name and a scope");
    if (event.scope == "-") event.scope.clear();
    data.other_events.push_back(std::move(event));
  }

  const auto by_name = [](const auto& a, const auto& b) { return a.name < b.name; };
  std::sort(data.events.begin(), data.events.end(), by_name);
  std::sort(data.other_events.begin(), data.other_events.end(), by_name);
  for (std::size_t i = 1; i < data.other_events.size(); ++i)
    if (data.other_events[i - 1].name == data.other_events[i].name)
      throw BadData(file + ": the event " + data.other_events[i].name + " is there twice");
}

}  // namespace luabot::catalog::generate
