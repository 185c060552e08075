#include "runtime/reference/pages.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>

using namespace luabot::reference;

namespace {

const std::filesystem::path folder = std::filesystem::path(LUABOT_SOURCE_DIR) / "docs" / "api";

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string page(const std::string& file) {
  for (const Page& one : pages())
    if (one.file == file) return one.text;
  return {};
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("docs/api is what ./dev docs makes") {
  std::set<std::string> made;
  for (const Page& one : pages()) {
    INFO("run ./dev docs and commit docs/api/" << one.file);
    CHECK(text_of(folder / one.file) == one.text);
    made.insert(one.file);
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    INFO(entry.path().filename().string());
    CHECK(made.count(entry.path().filename().string()) == 1);
  }
}

TEST_CASE("a method's part says all that the catalog knows") {
  const std::string send = page("imbot.v2.Chat.Message.md").empty()
                               ? ""
                               : method_text(*luabot::catalog::find("imbot.v2.Chat.Message.send"));
  CHECK(holds(send, "## imbot.v2.Chat.Message.send\n"));
  CHECK(holds(send, "Scope `imbot`"));
  CHECK(holds(send, "dropped by the portal (`fields.templateId`)"));
  CHECK(holds(send, "| `dialogId` | string | yes |"));
  CHECK(holds(send, "| `fields.message` | string |  |"));
  CHECK(holds(send, "at most 20000 characters, the rest is cut"));
  CHECK(holds(send, "[keyboard](shapes.md#keyboard)"));
  CHECK(holds(send, "`BOT_NOT_FOUND`"));
  CHECK(holds(send, "b24.imbot.v2.Chat.Message.send {"));
  CHECK(holds(method_text(*luabot::catalog::find("im.search.last.get")), "**Deprecated.**"));
  CHECK(holds(method_text(*luabot::catalog::find("imbot.v2.File.upload")), "not in a batch."));
  CHECK(holds(method_text(*luabot::catalog::find("imbot.v2.Chat.InputAction.notify")),
              "dropped (`false`) when it would have to wait"));
}

TEST_CASE("coverage is complete") {
  const std::string text = page("coverage.md");
  CHECK(holds(text, "| bot methods described and checked | 107/107 |"));
  CHECK(holds(text, "| events of bots and users with their fields | 13/13 |"));
  CHECK(holds(text, "| methods callable by name, with their parameters | 1662 |"));
  CHECK(holds(text, "| [imbot.v2.Chat.Message.send](imbot.v2.Chat.Message.md) | state |"));
}
