#include "api/emulator/files.h"

#include "tests/api/emulator/desk.h"

using luabot::Json;
using luabot::test::Desk;

namespace {
const char* const upload = "imbot.v2.File.upload";
const char* const download = "imbot.v2.File.download";
const char* const im_upload = "im.v2.File.upload";
const char* const im_download = "im.v2.File.download";
const char* const hello = "aGVsbG8=";

Json file(const std::string& dialog, const Json& fields) {
  return {{"dialogId", dialog}, {"fields", fields}};
}
/// GET of a link.
luabot::emulator::Answer open(Desk& desk, std::string link) {
  const std::string address = "http://localhost";
  REQUIRE(link.compare(0, address.size(), address) == 0);
  link.erase(0, address.size());
  const auto mark = std::min(link.find('?'), link.size());
  return desk.portal.open(link.substr(0, mark), mark < link.size() ? link.substr(mark + 1) : "");
}
}  // namespace

TEST_CASE("a bot puts a file into a chat and its link answers the bytes once") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  desk.chat({bot, 7});
  const auto made = desk.result(
      upload, desk.with(file("chat1", {{"name", "Note.TXT"}, {"content", hello}, {"message", "see"}})));
  const auto& shown = made["file"];
  CHECK(shown["name"] == "Note.TXT");
  CHECK(shown["extension"] == "TXT");
  CHECK(shown["size"] == 5);
  CHECK(shown["type"] == "file");
  CHECK(shown["image"] == false);
  CHECK(shown["authorName"] == "Bot a");
  CHECK(made["chatId"] == 1);
  CHECK(made["dialogId"] == "chat1");
  const auto message = desk.message(made["messageId"]);
  CHECK(message.text == "see");
  CHECK(Json::parse(message.params) == Json{{"FILE_ID", {shown["id"]}}});

  const auto ask = [&] { return desk.result(download, desk.with({{"fileId", shown["id"]}}))["downloadUrl"]; };
  const std::string link = ask();
  CHECK(link.find("/rest/download.json?token=imbot%7C") != std::string::npos);
  const auto bytes = open(desk, link);
  CHECK(bytes.status == 200);
  CHECK(bytes.body == "hello");
  CHECK(bytes.content_type == "text/plain; charset=utf-8");
  CHECK(open(desk, link).status == 404);
  CHECK(ask() != link);
  CHECK(desk.portal.open("/rest/download.json", "token=imbot%7C1").status == 404);
  CHECK(desk.portal.open("/rest/download.json", "").status == 404);
  CHECK(desk.portal.open("/disk/file/", "").status == 404);
}

TEST_CASE("pictures tell their size and any bytes come back as they were") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  desk.chat({bot});
  const auto made = desk.result(
      upload, desk.with(file("chat1", {{"name", "p.png"}, {"content", "iVBORw0KGgoAAAANSUhEUgAAAAIAAAAD"}})));
  CHECK(made["file"]["type"] == "image");
  CHECK(made["file"]["image"] == Json{{"width", 2}, {"height", 3}});
  const auto link = desk.result(download, desk.with({{"fileId", made["file"]["id"]}}))["downloadUrl"];
  const auto bytes = open(desk, link);
  CHECK(bytes.content_type == "image/png");
  CHECK(bytes.body.size() == 24);
  CHECK(bytes.body.substr(0, 4) == "\x89PNG");
}

TEST_CASE("each refusal of a bot's file") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  desk.chat({bot});
  desk.chat({});
  const Json good = {{"name", "a.txt"}, {"content", hello}};
  const auto refused = [&](const std::string& dialog, const Json& fields) {
    return desk.error(upload, desk.with(file(dialog, fields)));
  };
  CHECK(refused("chat1", Json::object()) == "FILE_EMPTY");
  CHECK(refused("chat1", {{"name", "a.txt"}}) == "FILE_EMPTY");
  CHECK(refused("chat1", {{"content", hello}}) == "FILE_EMPTY");
  CHECK(refused("chat1", {{"name", "a.txt"}, {"content", ""}}) == "FILE_EMPTY");
  CHECK(refused("chat1", {{"name", "a.txt"}, {"content", "data:text/plain;base64,aGk="}}) ==
        "FILE_INVALID_CONTENT");
  CHECK(refused("chat77", good) == "FILE_FOLDER_ERROR");
  CHECK(refused("chat2", good) == "FILE_SEND_FAILED");

  const auto made = desk.result(upload, desk.with(file("chat1", good)));
  CHECK(desk.error(download, desk.with({{"fileId", 99}})) == "FILE_NOT_FOUND");
  CHECK(desk.error(download, desk.bot) == "FILE_NOT_FOUND");
  desk.make_bot("b");
  CHECK(desk.error(download, desk.with({{"fileId", made["file"]["id"]}})) == "FILE_ACCESS_ERROR");
}

TEST_CASE("a file may be as large as the portal takes and no larger") {
  using luabot::emulator::given_file, luabot::emulator::Params;
  CHECK(luabot::emulator::largest_file == 104'857'600);  // documented
  const Json fields = {{"name", "a"}, {"content", hello}};
  CHECK(given_file(Params(fields), 5).content == "hello");
  CHECK(given_file(Params(fields), 4).error == "FILE_TOO_LARGE");
  CHECK(given_file(Params(fields)).error.empty());
}

TEST_CASE("the webhook's user puts files into chats and gets links") {
  Desk desk;
  desk.chat({7});
  const auto made = desk.result(im_upload, file("chat1", {{"name", "r.pdf"}, {"content", hello}}));
  CHECK(made["file"]["status"] == "done");
  CHECK(made["file"]["progress"] == 100);
  CHECK(made["file"]["viewerAttrs"]["imChatId"] == 1);
  CHECK(open(desk, made["file"]["urlDownload"]).body == "hello");
  CHECK(open(desk, made["file"]["urlDownload"]).content_type == "application/pdf");
  CHECK(desk.message(made["messageId"]).author_id == 1);
  const Json asked = {{"dialogId", "chat1"}, {"fileId", made["file"]["id"]}};
  const std::string link = desk.result(im_download, asked)["downloadUrl"];
  CHECK(link.find("token=im%7C") != std::string::npos);
  CHECK(open(desk, link).body == "hello");

  CHECK(desk.error(im_download, {{"dialogId", "chat1"}, {"fileId", 99}}) == "FILE_NOT_FOUND");
  CHECK(desk.error(im_download, {{"dialogId", "7"}, {"fileId", made["file"]["id"]}}) == "FILE_NOT_FOUND");
  REQUIRE(desk.portal.add_chat({.owner = 7, .members = {}}).ok());
  CHECK(desk.error(im_download, {{"dialogId", "chat3"}, {"fileId", 1}}) == "ACCESS_DENIED");
  const Json good = {{"name", "a.txt"}, {"content", hello}};
  CHECK(desk.error(im_upload, file("chat3", good)) == "ACCESS_DENIED");
  CHECK(desk.error(im_upload, file("chat77", good)) == "CHAT_NOT_FOUND");
  CHECK(desk.error(im_upload, file("chat1", {{"name", "a"}})) == "FILE_EMPTY");
  CHECK(desk.error(im_upload, file("chat1", {{"name", "a"}, {"content", "!"}})) == "FILE_INVALID_CONTENT");
  CHECK(desk.error(im_upload, file("chat1", {{"name", {1}}})) == "ERROR_ARGUMENT");
  const auto bot = desk.make_bot("a");
  REQUIRE(desk.portal.add_chat({.owner = 7, .members = {1, bot}}).ok());
  desk.result("imbot.v2.Chat.TextField.enabled", desk.with({{"dialogId", "chat4"}, {"enabled", "N"}}));
  CHECK(desk.error(im_upload, file("chat4", good)) == "SEND_FAILED");
}

TEST_CASE("a person's file reaches the bots and goes with its message") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  const auto dialog = std::to_string(bot);
  desk.say(7, dialog, "hi");
  const auto sent = desk.portal.upload(7, dialog, "a.txt", "bytes", "look");
  REQUIRE(sent.ok());
  const auto event = desk.events().back();
  CHECK(event["type"] == "ONIMBOTV2MESSAGEADD");
  CHECK(event["data"]["message"]["text"] == "look");
  const luabot::emulator::Id id = event["data"]["message"]["params"]["FILE_ID"][0];
  CHECK(desk.portal.find_file(id)->content == "bytes");
  CHECK_FALSE(desk.portal.upload(7, dialog, "a.txt", "").ok());
  CHECK_FALSE(desk.portal.upload(7, "chat77", "a.txt", "x").ok());
  const auto link = desk.result(download, desk.with({{"fileId", id}}))["downloadUrl"];
  REQUIRE(desk.portal.remove(7, *sent).ok());
  CHECK(desk.portal.find_file(id) == nullptr);
  CHECK(open(desk, link).status == 404);
  CHECK(desk.error(download, desk.with({{"fileId", id}})) == "FILE_NOT_FOUND");
}
