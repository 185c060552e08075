#include "tests/api/emulator/im_desk.h"

using luabot::Json;
using luabot::test::ImDesk;
namespace emulator = luabot::emulator;

namespace {

struct Files : ImDesk {
  Files() {
    chat({2, make_bot("a", "supervisor")});
    chat({2});
    REQUIRE(portal.add_chat({.owner = 2}));
  }

  emulator::Id upload() {
    return result(
        "im.v2.File.upload",
        {{"dialogId", "chat1"}, {"fields", {{"name", "menu.txt"}, {"content", "SGVsbG8="}}}})["file"]["id"];
  }
  Json shown(const char* dialog) { return result("im.dialog.messages.get", {{"DIALOG_ID", dialog}}); }
};

}  // namespace

TEST_CASE("im.disk.file.commit puts a file into a chat with a message") {
  Files desk;
  const auto file = desk.upload();
  const auto made =
      desk.documented("im.disk.file.commit", {{"CHAT_ID", 2}, {"FILE_ID", file}, {"MESSAGE", "Our menu"}},
                      // The date is a text here as elsewhere; a text file has no size in pixels.
                      {"result.FILES.upload{id}.date: a string", "result.FILES.upload{id}.image: a boolean",
                       "result.FILES.upload{id}.viewerAttrs.viewerResized: missing"})["result"];
  const auto copy = made["DISK_ID"][0].get<emulator::Id>();
  CHECK(copy != file);
  CHECK(made["FILES"]["upload" + std::to_string(copy)]["name"] == "menu.txt");
  const auto page = desk.shown("chat2");
  CHECK(page["messages"][0]["id"] == made["MESSAGE_ID"]);
  CHECK(page["messages"][0]["text"] == "Our menu");
  CHECK(page["files"][0]["id"] == copy);
  CHECK(desk.result("im.disk.file.commit",
                    {{"DIALOG_ID", "chat2"}, {"UPLOAD_ID", Json::array({file, copy})}})["DISK_ID"]
            .size() == 2);
}

TEST_CASE("im.disk.file.commit refuses what is not there") {
  Files desk;
  const auto file = desk.upload();
  const auto error = [&](const Json& params) { return desk.error("im.disk.file.commit", params); };
  CHECK(error({{"FILE_ID", file}}) == "CHAT_ID_EMPTY");
  CHECK(error({{"CHAT_ID", 0}, {"FILE_ID", file}}) == "CHAT_ID_EMPTY");
  CHECK(error({{"DIALOG_ID", ""}, {"FILE_ID", file}}) == "DIALOG_ID_EMPTY");
  CHECK(error({{"CHAT_ID", 3}, {"FILE_ID", file}}) == "ACCESS_ERROR");
  CHECK(error({{"CHAT_ID", 2}}) == "FILES_ERROR");
  CHECK(error({{"CHAT_ID", 2}, {"FILE_ID", 9999}}) == "FILES_ERROR");
}

TEST_CASE("a file is saved for oneself and deleted from its chat") {
  Files desk;
  const auto file = desk.upload();
  const auto saved = desk.documented("im.disk.file.save", {{"FILE_ID", file}})["result"];
  CHECK(saved["file"]["name"] == "menu.txt");
  CHECK(saved["file"]["id"] != file);
  CHECK(desk.result("im.disk.file.delete", {{"CHAT_ID", 2}, {"FILE_ID", file}}) == false);
  CHECK(desk.documented("im.disk.file.delete", {{"CHAT_ID", 1}, {"FILE_ID", file}})["result"] == true);
  CHECK(desk.shown("chat1")["files"] == Json::array());
  CHECK(desk.error("im.disk.file.save", {{"FILE_ID", file}}) == "FILE_SAVE_ERROR");
  CHECK(desk.result("im.disk.file.save", {{"FILE_ID", saved["file"]["id"]}})["file"]["id"] ==
        saved["file"]["id"]);
  CHECK(desk.error("im.disk.file.save", Json::object()) == "FILE_ID_EMPTY");
  CHECK(desk.error("im.disk.file.delete", {{"FILE_ID", 1}}) == "CHAT_ID_EMPTY");
  CHECK(desk.error("im.disk.file.delete", {{"CHAT_ID", 1}}) == "FILE_ID_EMPTY");
}

TEST_CASE("im.disk.folder.get gives the folder that the chat shows") {
  Files desk;
  const auto folder = desk.documented("im.disk.folder.get", {{"CHAT_ID", 1}})["result"]["ID"];
  CHECK(folder == desk.result("im.dialog.get", {{"DIALOG_ID", "chat1"}})["disk_folder_id"]);
  CHECK(desk.result("im.disk.folder.get", {{"DIALOG_ID", "chat1"}})["ID"] == folder);
  CHECK(desk.error("im.disk.folder.get", Json::object()) == "CHAT_ID_EMPTY");
  CHECK(desk.error("im.disk.folder.get", {{"DIALOG_ID", ""}}) == "DIALOG_ID_EMPTY");
  CHECK(desk.error("im.disk.folder.get", {{"CHAT_ID", 3}}) == "ACCESS_ERROR");
}
