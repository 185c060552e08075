#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "api/catalog/description.h"
#include "api/catalog/events.h"
#include "api/catalog/names.h"
#include "api/emulator/methods.h"
#include "runtime/reference/pages.h"

namespace luabot::reference {
namespace {

using namespace catalog;

bool of_bots(const Method& method) {
  for (const std::string_view start : {"imbot.v2.", "im.", "imopenlines.bot.session."})
    if (method.name.starts_with(start)) return !method.mentioned;
  return method.name == "im.notify";
}

const emulator::Method* emulated(const Method& method) {
  std::string lower(method.name);
  std::transform(lower.begin(), lower.end(), lower.begin(), to_lower);
  return emulator::find_method(lower);
}

struct Counts {
  int callable = 0;
  int mentioned = 0;
  int bot = 0;
  int described = 0;
  int stateful = 0;
  int from_example = 0;
};

}  // namespace

Page coverage_page() {
  Counts counts;
  std::string rows;
  for (const Method* method : all()) {
    ++(method->mentioned ? counts.mentioned : counts.callable);
    if (!of_bots(*method)) continue;
    ++counts.bot;
    if (method->described) ++counts.described;
    const emulator::Method* answered = emulated(*method);
    std::string_view how = "not answered";
    if (answered != nullptr) {
      how = answered->from_example ? "example" : "state";
      ++(answered->from_example ? counts.from_example : counts.stateful);
    }
    const std::string_view family = method->described ? method->description->family : "";
    rows += fmt::format("| [{}]({}.md) | {} |\n", method->name, family, how);
  }
  const auto typed = std::count_if(all_events().begin(), all_events().end(),
                                   [](const Event& event) { return !event.fields.empty(); });
  std::string out =
      "# Coverage\n\n[Index](README.md)\n\nCounted from the catalog and the emulator.\n\n| | |\n|---|---|\n";
  out += fmt::format("| bot methods described and checked | {}/{} |\n", counts.described, counts.bot);
  out += fmt::format("| events of bots and users with their fields | {}/{} |\n", typed, all_events().size());
  out += fmt::format("| methods callable by name, with their parameters | {} |\n", counts.callable);
  out += fmt::format("| more that the documentation mentions without a page | {} |\n", counts.mentioned);
  out += fmt::format("| bot methods that the emulator answers | {}/{} |\n",
                     counts.stateful + counts.from_example, counts.bot);
  out += fmt::format("| of them from its state | {} |\n", counts.stateful);
  out +=
      fmt::format("| of them from the catalog's example, after the checks | {} |\n\n", counts.from_example);
  return {"coverage.md", out + "| method | the emulator's answer |\n|---|---|\n" + rows};
}

}  // namespace luabot::reference
