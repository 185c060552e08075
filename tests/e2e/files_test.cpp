#include <algorithm>
#include <csignal>
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

constexpr std::int64_t user = 100;
constexpr const char* upload_method = "imbot.v2.File.upload";
using Strings = std::vector<std::string>;

/// Bytes of every kind, zeros and what is no UTF-8 among them, that do not repeat in a short period.
std::string bytes(std::size_t count) {
  std::string made(count, '\0');
  for (std::size_t i = 0; i < count; ++i) made[i] = static_cast<char>((i * 31 + i / 257) % 256);
  return made;
}

/// The same in Lua, as `bytes(count)`.
constexpr const char* bytes_in_lua = R"(
local file = require "file"
local function bytes(count)
  local rows, row = {}, {}
  for i = 0, count - 1 do
    row[#row + 1] = string.char((i * 31 + math.floor(i / 257)) % 256)
    if #row == 4096 or i == count - 1 then
      rows[#rows + 1] = table.concat(row)
      row = {}
    end
  end
  return table.concat(rows)
end
)";

struct Sent {
  std::string name;
  std::string content;
  std::string text;
};

/// The files that the bot has put into the dialog with the user, or into `dialog`, oldest first.
std::vector<Sent> sent(World& world, const std::string& dialog = {}) {
  const auto in = dialog.empty() ? std::to_string(world.bot()) : dialog;
  return world.at_portal([&](emulator::Portal& portal) {
    std::vector<Sent> all;
    const auto messages = portal.messages(user, in);
    if (!messages) return all;
    for (const auto* message : *messages) {
      if (portal.find_bot(message->author_id) == nullptr) continue;
      for (const auto id : message->files) {
        const auto* file = portal.find_file(id);
        all.push_back({file->name, file->content, message->text});
      }
    }
    return all;
  });
}

std::int64_t upload(World& world, const std::string& name, const std::string& content) {
  const auto bot = std::to_string(world.bot());
  const auto message = world.at_portal(
      [&](emulator::Portal& portal) { return portal.upload(user, bot, name, content, "look"); });
  REQUIRE(message.ok());
  return *message;
}

/// The most memory that the process has had at once, in bytes.
std::size_t peak_of(const Program& host) {
  std::ifstream status("/proc/" + std::to_string(host.pid()) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6)) << 10U;
  return 0;
}

void kill(Program& host) {
  host.signal(SIGKILL);
  CHECK(host.wait().status == 128 + SIGKILL);
}

}  // namespace

TEST_CASE("a script sends a file of any bytes to the dialog and to another chat") {
  World world;
  const auto host = world.ready_host(world.script(std::string(bytes_in_lua) + R"(
bot:on("message", function(msg)
  local content = bytes(3 * 1024 * 1024)
  local up = msg:upload { name = "three.bin", content = content, message = "three" }
  msg.chat:upload { name = "one.bin", content = content:sub(1, 1) }
  luabot.chat(msg.text):upload { name = "other.bin", content = content:sub(-1000) }
  msg:reply(type(up.file.id) .. " " .. type(up.messageId))
end))"));
  const auto bot = world.bot();
  const auto chat = world.at_portal([&](emulator::Portal& portal) {
    return *portal.add_chat({.name = "files", .members = {user, bot}});
  });
  const auto dialog = "chat" + std::to_string(chat);
  world.say(user, dialog);
  CHECK(world.wait_posted(4));
  stop(*host);
  INFO(host->err());
  const auto whole = bytes(3u << 20);
  const auto files = sent(world);
  REQUIRE(files.size() == 2);
  CHECK(files[0].name == "three.bin");
  CHECK(files[0].text == "three");
  CHECK((files[0].content == whole));  // not shown when it fails: it is 3 MiB
  CHECK(files[1].content == whole.substr(0, 1));
  const auto others = sent(world, dialog);
  REQUIRE(others.size() == 1);
  CHECK((others[0].content == whole.substr(whole.size() - 1000)));
  CHECK(world.answers(user).back() == "number number");
}

TEST_CASE("a person's file is read, kept, and sent back from what was kept") {
  World world;
  const auto host = world.ready_host(world.script(R"(
local file = require "file"
bot:on("message", function(msg)
  if not msg.files[1] then return msg:reply(#file.read("kept.bin") .. " " .. tostring(file.read("gone"))) end
  local content = msg.files[1]:read()
  local name, size = msg.files[1]:save("kept.bin")
  msg:reply(("%s %s %d %s"):format(msg.text, name, size, file.read("kept.bin") == content))
  msg:upload { name = "read.bin", content = content }
  msg:upload { file = "kept.bin" }
end))"));
  world.say(user, "hello");  // opens the dialog, and there is nothing yet
  CHECK(host->wait_for("main.lua:4"));
  const auto whole = bytes(3u << 20);
  upload(world, "photo.bin", whole);
  CHECK(world.wait_posted(3));
  stop(*host);
  INFO(host->err());
  CHECK(world.answers(user).at(0) == "look kept.bin 3145728 true");
  const auto files = sent(world);
  REQUIRE(files.size() == 2);
  CHECK(files[0].name == "read.bin");
  CHECK((files[0].content == whole));
  CHECK(files[1].name == "kept.bin");
  CHECK((files[1].content == whole));

  const auto again = world.ready_host((world.dir().path() / "bot").string());
  world.say(user, "still there?");
  CHECK(world.wait_posted(4));
  stop(*again);
  CHECK(world.answers(user).back() == "3145728 nil");
}

TEST_CASE("a host that is killed after an upload does not upload again") {
  World world;
  const auto script = world.script(std::string(bytes_in_lua) + R"(
bot:on("message", function(msg)
  local up = msg:upload { name = "a.bin", content = bytes(200000) }
  msg:reply("message " .. up.messageId)
end))");
  auto host = world.ready_host(script);
  // The answer goes out when the end of the upload is on the disk, and does not arrive.
  world.faults({{.match = send_method, .kinds = {"reset_before"}}});
  world.say(user, "go");
  REQUIRE(world.wait_calls(send_method, 1));
  kill(*host);
  world.faults({});
  host = world.ready_host(script);
  CHECK(world.wait_posted(2));
  stop(*host);
  INFO(host->err());
  CHECK(world.calls(upload_method) == 1);
  const auto files = sent(world);
  REQUIRE(files.size() == 1);
  CHECK((files[0].content == bytes(200000)));
  CHECK(world.answers(user).back().find("message ") == 0);
}

TEST_CASE("a host that is killed during an upload tells the script that its end is unknown") {
  World world;
  const auto script = world.script(R"(
bot:on("message", function(msg)
  local ok, err = pcall(msg.upload, msg, { name = "a.bin", content = ("x"):rep(200000) })
  msg:reply(("%s %s"):format(ok, ok and "" or err.code))
end))");
  auto host = world.ready_host(script);
  // Carried out, and its answer comes when the host is no more.
  world.faults({{.match = upload_method, .kinds = {"delay_after"}, .delay_ms = 30'000}});
  world.say(user, "go");
  REQUIRE(world.wait_posted(1));
  kill(*host);
  world.faults({});
  host = world.ready_host(script);
  CHECK(world.wait_posted(2));
  stop(*host);
  INFO(host->err());
  CHECK(world.calls(upload_method) == 1);
  CHECK(sent(world).size() == 1);
  CHECK(world.answers(user).back() == "false UNKNOWN_OUTCOME");
}

TEST_CASE("a run that goes on after a kill reads the bytes that it read, though the file is gone") {
  World world;
  const auto script = world.script(R"(
bot:on("message", function(msg)
  if not msg.files[1] then return msg:reply("no file") end
  local content = msg.files[1]:read()
  msg:reply("read")
  msg:upload { name = "back.bin", content = content }
end))");
  auto host = world.ready_host(script);
  world.say(user, "hello");
  REQUIRE(world.wait_posted(1));
  world.faults({{.match = send_method, .kinds = {"reset_before"}}});
  const auto whole = bytes(500'000);
  const auto message = upload(world, "photo.bin", whole);
  REQUIRE(world.wait_calls(send_method, 2));
  kill(*host);
  CHECK(world.at_portal([&](emulator::Portal& portal) { return portal.remove(user, message, true).ok(); }));
  world.faults({});
  host = world.ready_host(script);
  CHECK(world.wait_posted(3));
  stop(*host);
  INFO(host->err());
  CHECK(world.calls("imbot.v2.File.download") == 1);
  CHECK(world.answers(user).at(1) == "read");
  const auto files = sent(world);
  REQUIRE(files.size() == 1);
  CHECK((files[0].content == whole));
}

TEST_CASE("a file of 100 MiB is kept and sent on, and never in the host's memory") {
  constexpr std::size_t size = 100u << 20;
  World world;
  const auto host = world.ready_host(world.script(R"(
bot:on("message", function(msg)
  if not msg.files[1] then return msg:reply("no file") end
  msg.files[1]:save("large.bin")
  msg:upload { file = "large.bin" }
end))"));
  world.say(user, "hello");
  REQUIRE(world.wait_posted(1));
  const auto before = peak_of(*host);
  REQUIRE(before > 0);
  const auto whole = bytes(size);
  upload(world, "large.bin", whole);
  REQUIRE(world.wait_posted(2));
  const auto after = peak_of(*host);
  stop(*host);
  const auto files = sent(world);
  REQUIRE(files.size() == 1);
  CHECK((files[0].content == whole));
#ifndef __SANITIZE_ADDRESS__  // which keeps what was freed
  CHECK(after - before < size / 4);
#endif
}
