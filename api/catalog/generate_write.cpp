#include <map>
#include <sstream>

#include <fmt/format.h>

#include "api/catalog/generate_model.h"
#include "api/catalog/names.h"

namespace luabot::catalog::generate {
namespace {

std::string quoted(std::string_view text) {
  static const char* const hex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (byte < 0x20) {
      // The empty literal keeps a digit that follows out of the escape.
      out += {'\\', 'x', hex[byte >> 4U], hex[byte & 15U], '"', '"'};
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string text_of(const Type& type) {
  return fmt::format("{{{}, {}, {}}}", type.kinds, type.items, type.nullable);
}

std::string text_of(Format format) {
  return fmt::format("static_cast<Format>({})", static_cast<int>(format));
}

std::string text_of(Repeat repeat) {
  return fmt::format("static_cast<Repeat>({})", static_cast<int>(repeat));
}

class Writer {
 public:
  std::string write(const Data& data);

 private:
  // Writes an array once, however often it is asked for, and returns the Slice that names it.
  std::string slice(const std::string& type, const std::vector<std::string>& rows);
  std::string strings(const std::vector<std::string>& texts);
  std::string params(const std::vector<ParamData>& list);
  std::string param(const ParamData& param);
  std::string fields(const std::vector<FieldData>& list);
  std::string description(const MethodData& method);
  std::string events(const std::vector<EventData>& list);
  std::string other_events(const std::vector<OtherEventData>& list);

  std::ostringstream out_;
  std::map<std::string, std::string> known_;
  std::map<std::string, std::string> shapes_;
  std::map<std::string, std::string> entities_;
};

std::string Writer::slice(const std::string& type, const std::vector<std::string>& rows) {
  if (rows.empty()) return "{}";
  std::string body;
  for (const std::string& row : rows) body += "    " + row + ",\n";
  std::string& name = known_[type + body];
  if (name.empty()) {
    name = "list_" + std::to_string(known_.size());
    out_ << "constexpr " << type << ' ' << name << "[] = {\n" << body << "};\n";
  }
  return fmt::format("{{{}, {}}}", name, rows.size());
}

std::string Writer::strings(const std::vector<std::string>& texts) {
  std::vector<std::string> rows;
  rows.reserve(texts.size());
  for (const std::string& text : texts) rows.push_back(quoted(text));
  return slice("std::string_view", rows);
}

std::string Writer::params(const std::vector<ParamData>& list) {
  std::vector<std::string> rows;
  rows.reserve(list.size());
  for (const ParamData& one : list) rows.push_back(param(one));
  return slice("Param", rows);
}

std::string Writer::param(const ParamData& param) {
  std::string row = fmt::format("{{.name = {}, .alias = {}, .type = {}", quoted(param.name),
                                quoted(other_spelling(param.name)), text_of(param.type));
  row += ", .about = " + quoted(param.about);
  if (param.format != Format::none) row += ", .format = " + text_of(param.format);
  if (param.required) row += ", .required = true";
  if (param.undocumented) row += ", .undocumented = true";
  if (param.open) row += ", .open = true";
  if (param.truncates) row += ", .truncates = true";
  if (!param.values.empty()) row += ", .values = " + strings(param.values);
  if (!param.default_json.empty()) row += ", .default_json = " + quoted(param.default_json);
  if (param.min != no_min) row += fmt::format(", .min = {}", param.min);
  if (param.max != no_max) row += fmt::format(", .max = {}", param.max);
  for (const char* const limit :
       {"min_length", "max_length", "max_items", "max_serialized", "max_bytes", "max_pixels"}) {
    const auto found = param.limits.find(limit);
    if (found != param.limits.end())
      row += std::string(", .") + limit + " = " + std::to_string(found->second);
  }
  if (!param.required_when.param.empty())
    row += fmt::format(", .required_when = {{{}, {}, {}}}", quoted(param.required_when.param),
                       quoted(param.required_when.value), param.required_when.unless);
  if (!param.needs.empty()) row += ", .needs = " + quoted(param.needs);
  if (!param.params.empty()) row += ", .params = " + params(param.params);
  if (!param.shape.empty()) row += ", .shape = &" + shapes_.at(param.shape);
  if (param.key != Format::none) row += ", .key = " + text_of(param.key);
  if (param.value.kinds != 0) row += ", .value = " + text_of(param.value);
  return row + "}";
}

std::string Writer::fields(const std::vector<FieldData>& list) {
  std::vector<std::string> rows;
  rows.reserve(list.size());
  for (const FieldData& field : list) {
    std::string row = fmt::format("{{.path = {}, .type = {}", quoted(field.path), text_of(field.type.type));
    if (!field.type.entity.empty()) row += ", .entity = &" + entities_.at(field.type.entity);
    if (!field.values.empty()) row += ", .values = " + strings(field.values);
    if (field.open) row += ", .open = true";
    if (field.answers_only) row += ", .answers_only = true";
    if (!field.about.empty()) row += ", .about = " + quoted(field.about);
    rows.push_back(row + "}");
  }
  return slice("Field", rows);
}

std::string Writer::description(const MethodData& method) {
  std::string row = fmt::format("{{.family = {}, .about = {}", quoted(method.family), quoted(method.about));
  if (method.needs_bot) row += ", .needs_bot = true";
  row += ", .params = " + params(method.params);
  std::vector<std::string> rules;
  for (const RuleData& rule : method.rules)
    rules.push_back(fmt::format("{{{}, {}, {}}}", strings(rule.paths), rule.exclusive, quoted(rule.error)));
  row += ", .rules = " + slice("Rule", rules);
  row += ", .result = " + fields(method.result);
  std::vector<std::string> errors;
  errors.reserve(method.errors.size());
  for (const auto& [code, status] : method.errors)
    errors.push_back(fmt::format("{{{}, {}}}", quoted(code), status));
  row += ", .errors = " + slice("MethodError", errors);
  row +=
      ", .repeat_key = " + quoted(method.repeat_key) + ", .repeat_unless = " + quoted(method.repeat_unless);
  return row + "}";
}

std::string Writer::events(const std::vector<EventData>& list) {
  std::vector<std::string> rows;
  rows.reserve(list.size());
  for (const EventData& event : list)
    rows.push_back(fmt::format("{{{}, {}, {}, {}, {}}}", quoted(event.name), quoted(event.about),
                               event.fetched, event.pushed, fields(event.fields)));
  return slice("Event", rows);
}

std::string Writer::other_events(const std::vector<OtherEventData>& list) {
  std::vector<std::string> rows;
  rows.reserve(list.size());
  for (const OtherEventData& event : list)
    rows.push_back(fmt::format("{{{}, {}}}", quoted(event.name), quoted(event.scope)));
  return slice("OtherEvent", rows);
}

std::string Writer::write(const Data& data) {
  out_ << "// Written by catalog_generate from api/catalog/data; changes made here are lost.\n"
          "#include \"api/catalog/tables.h\"\n\nnamespace luabot::catalog::tables {\nnamespace {\n\n";
  std::vector<std::string> entity_names;
  for (const EntityData& entity : data.entities) {
    const std::string list = fields(entity.fields);
    entities_[entity.name] = "all_entities[" + std::to_string(entity_names.size()) + "]";
    entity_names.push_back(fmt::format("{{{}, {}}}", quoted(entity.name), list));
  }
  const std::string entities =
      entity_names.empty() ? "{}" : fmt::format("{{all_entities, {}}}", entity_names.size());
  out_ << "constexpr Entity all_entities[] = {\n";
  for (const std::string& row : entity_names) out_ << "    " << row << ",\n";
  out_ << "};\n";
  std::vector<std::string> shape_rows;
  for (const ShapeData& shape : data.shapes) {
    const std::string object = params(shape.object);
    const std::string items = params(shape.items);
    shapes_[shape.name] = fmt::format("all_shapes[{}]", shape_rows.size());
    shape_rows.push_back(
        fmt::format("{{{}, {}, {}, {}}}", quoted(shape.name), quoted(shape.container), object, items));
  }
  const std::string all_shapes =
      shape_rows.empty() ? "{}" : fmt::format("{{all_shapes, {}}}", shape_rows.size());
  out_ << "constexpr Shape all_shapes[] = {\n";
  for (const std::string& row : shape_rows) out_ << "    " << row << ",\n";
  out_ << "};\n";
  std::vector<std::string> methods;
  methods.reserve(data.methods.size());
  int descriptions = 0;
  for (const MethodData& method : data.methods) {
    std::string row =
        fmt::format("{{{}, {}, {}", quoted(method.name), quoted(method.scope), text_of(method.repeat));
    for (const bool flag : {method.batchable, method.described, method.takes_bot, method.takes_token,
                            method.rest3, method.deprecated})
      row += flag ? ", true" : ", false";
    row += fmt::format(", {}, {}, {}, {}", quoted(method.instead), quoted(method.signature), method.mentioned,
                       method.disposable);
    if (method.described) {
      const std::string text = description(method);
      const std::string name = "description_" + std::to_string(++descriptions);
      out_ << "constexpr Description " << name << " = " << text << ";\n";
      row += ", &" + name;
    }
    methods.push_back(row + "}");
  }
  const std::string all_methods = slice("Method", methods);
  std::vector<std::string> errors;
  errors.reserve(data.system_errors.size());
  for (const SystemErrorData& error : data.system_errors)
    errors.push_back(fmt::format("{{{}, {}, {}}}", quoted(error.code), error.status, quoted(error.message)));
  const std::string system_errors = slice("SystemError", errors);
  const std::string all_events = events(data.events);
  const std::string others = other_events(data.other_events);
  out_ << "\n}  // namespace\n\n"
       << "constinit const Slice<Method> methods = " << all_methods << ";\n"
       << "constinit const Slice<SystemError> system_errors = " << system_errors << ";\n"
       << "constinit const Slice<Entity> entities = " << entities << ";\n"
       << "constinit const Slice<Shape> shapes = " << all_shapes << ";\n"
       << "constinit const Slice<Event> events = " << all_events << ";\n"
       << "constinit const Slice<OtherEvent> other_events = " << others << ";\n\n"
       << "}  // namespace luabot::catalog::tables\n";
  return out_.str();
}

}  // namespace

std::string write(const Data& data) {
  return Writer().write(data);
}

}  // namespace luabot::catalog::generate
