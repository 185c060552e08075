#include <catch2/catch.hpp>

#include "tests/api/catalog/checked.h"

// Keyboards, menus and attachments.
using luabot::Json;
using luabot::catalog::checked;
using luabot::catalog::refusal;

namespace {

std::string keyboard(Json value) {
  return refusal("imbot.v2.Chat.Message.send",
                 {{"dialogId", "chat5"}, {"fields", {{"message", "hi"}, {"keyboard", std::move(value)}}}});
}

std::string attach(Json value) {
  return refusal("imbot.v2.Chat.Message.send",
                 {{"dialogId", "chat5"}, {"fields", {{"attach", std::move(value)}}}});
}

std::string menu(Json value) {
  return refusal("im.message.add", {{"DIALOG_ID", "chat5"}, {"MESSAGE", "hi"}, {"MENU", std::move(value)}});
}

const Json go = {{"TEXT", "Go"}, {"COMMAND", "go"}, {"COMMAND_PARAMS", 7}};

}  // namespace

TEST_CASE("a keyboard comes as an array or in its object or as JSON text") {
  CHECK(keyboard(Json::array({go, {{"TYPE", "NEWLINE"}}, {{"TEXT", "Web"}, {"LINK", "/"}}})).empty());
  CHECK(keyboard({{"BOT_ID", 456}, {"BUTTONS", Json::array({go})}}).empty());
  CHECK(keyboard(Json::array({go}).dump()).empty());
  CHECK(keyboard(R"({"BUTTONS": [{"TEXT": "Go", "ACTION": "PUT", "ACTION_VALUE": "/help"}]})").empty());
  CHECK(keyboard("N").empty());
  CHECK(keyboard("").empty());
}

TEST_CASE("a keyboard of another form is refused") {
  CHECK(keyboard(go) ==
        "fields.keyboard: expected an array, or an object with BUTTONS, got an object without it");
  CHECK(keyboard(Json::array({Json::array({go})})) == "fields.keyboard[1]: expected an object, got an array");
  CHECK(keyboard(Json::array({go, "Stop"})) == "fields.keyboard[2]: expected an object, got a string");
  CHECK(keyboard({{"BUTTONS", "none"}}) == "fields.keyboard.BUTTONS: expected an array, got a string");
  CHECK(keyboard("5") ==
        "fields.keyboard: expected JSON text of an array or an object, got that of an integer");
  CHECK(keyboard("[") ==
        "fields.keyboard: expected an array, an object or JSON text, got a string that is not JSON");
}

TEST_CASE("every button but NEWLINE needs a text") {
  CHECK(keyboard(Json::array({go, {{"LINK", "/"}}})) == "missing fields.keyboard[2].TEXT");
  CHECK(keyboard(Json::array({go, Json::object()})) == "missing fields.keyboard[2].TEXT");
  CHECK(keyboard({{"BUTTONS", {{{"LINK", "/"}}}}}) == "missing fields.keyboard.BUTTONS[1].TEXT");
  CHECK(keyboard(R"([{"LINK": "/"}])") == "missing fields.keyboard[1].TEXT");
}

TEST_CASE("the fields of a button are checked") {
  const auto button = [](const char* name, Json value) {
    Json one = {{"TEXT", "Go"}};
    one[name] = std::move(value);
    return keyboard(Json::array({go, one}));
  };
  CHECK(button("TEXT", 5) == "fields.keyboard[2].TEXT: expected a string, got an integer");
  CHECK(button("TYPE", "BREAK") == "fields.keyboard[2].TYPE: expected NEWLINE, got \"BREAK\"");
  CHECK(button("CONTEXT", "WATCH") ==
        "fields.keyboard[2].CONTEXT: expected one of MOBILE, DESKTOP, ALL, got \"WATCH\"");
  CHECK(button("DISPLAY", "ROW") == "fields.keyboard[2].DISPLAY: expected one of LINE, BLOCK, got \"ROW\"");
  CHECK(button("BG_COLOR_TOKEN", "red") ==
        "fields.keyboard[2].BG_COLOR_TOKEN: expected one of primary, secondary, alert, base, got \"red\"");
  CHECK(button("WIDTH", "wide") == "fields.keyboard[2].WIDTH: expected an integer, got a string");
  CHECK(button("COMMAND_PARAMS", "x") == "fields.keyboard[2].COMMAND_PARAMS needs COMMAND beside it");
  CHECK(button("ACTION", "SEND") == "fields.keyboard[2].ACTION needs ACTION_VALUE beside it");
  CHECK(button("TXET", "x") ==
        "unknown parameter fields.keyboard[2].TXET: did you mean fields.keyboard[2].TEXT?");
  CHECK(button("BLOCK", true).empty());
}

TEST_CASE("names and flags of a button are brought to the documented form") {
  const auto sent =
      checked("imbot.v2.Chat.Message.send",
              {{"dialogId", "chat5"},
               {"fields",
                {{"message", "hi"},
                 {"keyboard", {{{"text", "Go"}, {"link", "/"}, {"disabled", true}, {"bgColor", "#fff"}}}}}}});
  CHECK(sent.error.empty());
  CHECK(sent.warnings.empty());
  CHECK(sent.params["fields"]["keyboard"][0].dump() ==
        R"({"BG_COLOR":"#fff","DISABLED":"Y","LINK":"/","TEXT":"Go"})");
}

TEST_CASE("a menu has items with texts") {
  CHECK(menu(Json::array({go})).empty());
  CHECK(menu({{"ITEMS", Json::array({go})}}).empty());
  CHECK(menu(Json::array({{{"LINK", "/"}}})) == "missing MENU[1].TEXT");
  CHECK(menu({{"BUTTONS", Json::array({go})}}) ==
        "MENU: expected an array, or an object with ITEMS, got an object without it");
}

TEST_CASE("an attachment has blocks") {
  CHECK(attach(Json::array({{{"MESSAGE", "hi"}},
                            {{"LINK", {{"LINK", "/"}}}},
                            {{"USER", {{"NAME", "Ann"}}}},
                            {{"GRID", {{{"NAME", "a"}, {"VALUE", 5}, {"DISPLAY", "LINE"}}}}},
                            {{"IMAGE", {{{"LINK", "/a.png"}}}}},
                            {{"FILE", {{"LINK", "/a.pdf"}, {"SIZE", 5}}}},
                            {{"DELIMITER", {{"SIZE", 200}}}},
                            {{"RICH_LINK", Json::object()}}}))
            .empty());
  CHECK(attach({{"ID", 1}, {"COLOR", "#29619b"}, {"BLOCKS", {{{"MESSAGE", "hi"}}}}}).empty());
  CHECK(attach({{"MESSAGE", "hi"}}) ==
        "fields.attach: expected an array, or an object with BLOCKS, got an object without it");
  CHECK(attach({{"COLOR_TOKEN", "red"}, {"BLOCKS", Json::array()}}) ==
        "fields.attach.COLOR_TOKEN: expected one of primary, secondary, alert, base, got \"red\"");
  CHECK(attach(Json::array({{{"LINK", "/"}}})) ==
        "fields.attach[1].LINK: expected an array or an object, got a string");
  CHECK(attach(Json::array({{{"LINK", {{"NAME", "x"}}}}})) == "missing fields.attach[1].LINK.LINK");
  CHECK(attach(Json::array({{{"GRID", {{{"NAME", "x"}}}}}})) == "missing fields.attach[1].GRID[1].DISPLAY");
  CHECK(attach(Json::array({{{"GRID", {{{"DISPLAY", "WIDE"}}}}}})) ==
        "fields.attach[1].GRID[1].DISPLAY: expected one of BLOCK, LINE, ROW, TABLE, got \"WIDE\"");
  CHECK(attach(Json::array({{{"USER", {{"NAME", "x"}, {"AVATAR_TYPE", "DOG"}}}}})) ==
        "fields.attach[1].USER.AVATAR_TYPE: expected one of USER, CHAT, BOT, got \"DOG\"");
}
