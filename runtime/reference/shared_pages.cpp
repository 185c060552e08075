#include <fmt/format.h>

#include "api/catalog/description.h"
#include "api/catalog/events.h"
#include "api/catalog/tables.h"
#include "runtime/reference/pages.h"
#include "runtime/reference/words.h"

namespace luabot::reference {
namespace {

using namespace catalog;

void add_fields(const Slice<Field>& fields, std::string& out) {
  out += "| field | type | |\n|---|---|---|\n";
  for (const Field& field : fields) {
    std::string note(field.about);
    if (!field.values.empty()) {
      if (!note.empty()) note += ": ";
      note += (field.open ? "such as " : "") + listed(field.values, "or");
    }
    out += fmt::format("| `{}` | {} | {} |\n", field.path, type_words(field.type, field.entity), cell(note));
  }
  out += '\n';
}

}  // namespace

Page errors_page() {
  std::string out =
      "# System errors\n\n[Index](README.md)\n\nAny method may answer with these, or the OAuth server when a "
      "call needs a new token. A failed call raises a table whose `code` is one of them, or one of the "
      "method's own.\n\n| code | status | the portal's words "
      "|\n|---|---|---|\n";
  for (const SystemError& error : tables::system_errors)
    out += fmt::format("| `{}` | {} | {} |\n", error.code,
                       error.status != 0 ? std::to_string(error.status) : "", cell(error.message));
  return {"errors.md", out};
}

Page entities_page() {
  std::string out = "# Entities\n\n[Index](README.md)\n\nObjects that many answers and events hold.\n\n";
  for (const Entity& entity : tables::entities) {
    out += fmt::format("## {}\n\n", entity.name);
    add_fields(entity.fields, out);
  }
  return {"entities.md", out};
}

Page shapes_page() {
  std::string out =
      "# Keyboards, menus and attachments\n\n[Index](README.md)\n\nEach is an array of items, an object that "
      "holds "
      "that array, or JSON text of either; `\"N\"` removes what is there. The functions of `ui` build "
      "them.\n\n";
  for (const Shape& shape : tables::shapes) {
    out += fmt::format("## {}\n\nThe object, whose items stand in `{}`:\n\n", shape.name, shape.container);
    out += "| field | type | required | |\n|---|---|---|---|\n";
    out += param_rows(shape.object, "");
    out += "\nAn item:\n\n| field | type | required | |\n|---|---|---|---|\n";
    out += param_rows(shape.items, "");
    out += '\n';
  }
  return {"shapes.md", out};
}

Page events_page() {
  std::string out =
      "# Events\n\n[Index](README.md)\n\nA fetched and a pushed event look the same to a handler: "
      "`bot:on(\"ONIMBOTV2MESSAGEADD\", function(event) … end)`, or by its short name, `bot:on(\"message\", "
      "…)`.\n\n";
  for (const Event& event : all_events()) {
    out += fmt::format("## {}\n\n{}\n\nComes {}.\n\n", event.name, event.about,
                       event.fetched && event.pushed ? "fetched or pushed"
                       : event.fetched               ? "fetched only"
                                                     : "pushed only");
    add_fields(event.fields, out);
  }
  out += fmt::format("## Others\n\nThe documentation names {} more, which reach applications and no bot.\n",
                     other_events().size());
  return {"events.md", out};
}

}  // namespace luabot::reference
