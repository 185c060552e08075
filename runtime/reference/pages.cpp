#include "runtime/reference/pages.h"

#include <map>

#include <fmt/format.h>

#include "api/catalog/description.h"

namespace luabot::reference {
namespace {

using namespace catalog;

std::string anchor(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (c != '.') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

}  // namespace

std::vector<Page> pages() {
  std::map<std::string, std::string> families;
  std::map<std::string, std::string> index;
  for (const Method* method : all()) {
    if (!method->described) continue;
    const std::string family(method->description->family);
    families[family] += method_text(*method);
    index[family] += fmt::format("| [{}]({}.md#{}) | {} |\n", method->name, family, anchor(method->name),
                                 method->description->about);
  }
  std::string front =
      "# Bitrix24's bot API\n\nMade by `./dev docs` from [the catalog](../../api/catalog/FORMAT.md); changes "
      "made here "
      "are lost. Each method is a Lua function: `b24.im.user.get { ID = 5 }`. [What is "
      "covered](coverage.md), "
      "[events](events.md), [system errors](errors.md), [entities](entities.md), "
      "[keyboards, menus and attachments](shapes.md).\n";
  std::vector<Page> all_pages;
  for (const auto& [family, text] : families) {
    front += fmt::format("\n## {}\n\n| | |\n|---|---|\n{}", family, index[family]);
    all_pages.push_back({family + ".md", fmt::format("# {}\n\n[Index](README.md)\n\n{}", family, text)});
  }
  all_pages.push_back({"README.md", front});
  for (auto page : {coverage_page(), events_page(), errors_page(), entities_page(), shapes_page()})
    all_pages.push_back(std::move(page));
  for (Page& page : all_pages)
    while (page.text.ends_with("\n\n")) page.text.pop_back();
  return all_pages;
}

}  // namespace luabot::reference
