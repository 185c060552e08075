#include <algorithm>
#include <functional>
#include <utility>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/worker_process.h"

using luabot::test::WorkerProcess;
using nlohmann::json;
namespace wire = luabot::wire;

// Files between a script and its host: bytes go in frames of their own, ahead of the call or the answer.
namespace {

const std::string head = R"(local luabot, file = require "luabot", require "file"
local bot = luabot.bot { code = "t", properties = { name = "T" } }
)";

/// What the host saw of a run.
struct Seen {
  std::vector<wire::Call> calls;
  std::vector<std::string> bytes;  ///< that came ahead of each call
  std::size_t largest = 0;         ///< of the pieces that they came in
  wire::Done done;
};

/// Answers each call by the function, which may give bytes too.
struct Reply {
  std::string value = "null";
  std::string bytes{};
  bool with_bytes = false;
};

Seen run(const std::string& body, const std::function<Reply(const wire::Call&)>& answer,
         const std::string& event = R"({"chat":{"dialogId":"chat5"}})", std::uint32_t recorded = 0) {
  WorkerProcess worker;
  worker.load(head + "bot:on('message', function(msg)\n" + body + "\nend)");
  worker.send(wire::Start{1, 1'700'000'000'000, 7, recorded, "ONIMBOTV2MESSAGEADD", event});
  Seen seen;
  std::string ahead;
  for (;;) {
    const auto frame = worker.next();
    if (frame.type == wire::Type::content) {
      const auto chunk = wire::Chunk::decode(frame.body);
      REQUIRE(chunk.ok());
      ahead += chunk->bytes;
      seen.largest = std::max(seen.largest, chunk->bytes.size());
    } else if (frame.type == wire::Type::call) {
      seen.calls.push_back(frame.as<wire::Call>());
      seen.bytes.push_back(std::exchange(ahead, {}));
      const auto& call = seen.calls.back();
      const auto reply = answer(call);
      std::string out;
      for (std::size_t at = 0; reply.with_bytes && (at == 0 || at < reply.bytes.size()); at += 100'000)
        wire::Chunk{1, std::string_view(reply.bytes).substr(at, 100'000)}.encode(out, wire::Type::part);
      wire::Answer{1, call.step, 1'700'000'000'000, true, reply.value}.encode(out);
      worker.send_bytes(out);
    } else {
      seen.done = frame.as<wire::Done>();
      INFO(seen.done.error);
      CHECK(seen.done.ok);
      return seen;
    }
  }
}

std::string all_bytes(std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i % 256);
  return bytes;
}

}  // namespace

TEST_CASE("bytes of any kind go to the host in pieces and come back") {
  const auto bytes = all_bytes(1'000'000);
  const auto seen = run(R"(local bytes = file.read("a")
    assert(#bytes == 1000000 and bytes:byte(256) == 255 and bytes:byte(257) == 0)
    assert(file.save("b", bytes) == 5))",
                        [&](const wire::Call& call) -> Reply {
                          if (call.op == "read") return {R"({"size":1000000})", bytes, true};
                          return {R"({"name":"b","size":5})"};
                        });
  REQUIRE(seen.calls.size() == 2);
  CHECK(seen.calls[0].service == "file");
  CHECK(seen.calls[0].params == R"({"name":"a"})");
  CHECK(seen.bytes[0].empty());
  CHECK(seen.bytes[1] == bytes);
  CHECK(seen.largest == wire::chunk_size);
  const auto params = json::parse(seen.calls[1].params);
  CHECK(params["size"] == 1'000'000);
  CHECK(params["hash"].get<std::string>().size() == 16);
}

TEST_CASE("an empty file is not a missing one") {
  run(R"(assert(file.read("empty") == "" and file.read("none") == nil))",
      [](const wire::Call& call) -> Reply {
        if (call.params.find("empty") != std::string::npos) return {R"({"size":0})", "", true};
        return {};
      });
}

TEST_CASE("a text that is too long for the message of a file goes ahead of it") {
  const auto seen = run(R"(msg:upload { name = "a", content = "x", message = ("word "):rep(9000) .. "end" })",
                        [](const wire::Call&) -> Reply { return {R"({"id":1,"file":{"id":7}})"}; });
  REQUIRE(seen.calls.size() == 3);
  std::string text;
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(seen.calls[i].op == "imbot.v2.Chat.Message.send");
    const auto params = json::parse(seen.calls[i].params);
    CHECK(params["dialogId"] == "chat5");
    text += params["fields"]["message"].get<std::string>() + " ";
  }
  CHECK(seen.calls[2].op == "upload");
  const auto last = json::parse(seen.calls[2].params)["message"].get<std::string>();
  CHECK(last.ends_with("word end"));
  CHECK((text + last).size() == 45'003);
}

TEST_CASE("bytes of a recorded step are not sent again") {
  const auto seen = run(R"(file.save("a", "one") file.save("b", "two"))",
                        [](const wire::Call&) -> Reply { return {R"({"name":"a","size":3})"}; }, "{}", 1);
  REQUIRE(seen.calls.size() == 2);
  CHECK(seen.bytes[0].empty());
  CHECK(seen.bytes[1] == "two");
}

TEST_CASE("a file goes to the chat of the event, or to any") {
  const auto seen = run(R"(local sent = msg:upload { name = "a.txt", content = "\0\255", message = "look" }
    assert(sent.file.id == 7)
    msg.chat:upload({ name = "b", content = "x" }, { timeout = 5 })
    luabot.chat(12):upload { file = "mine.txt" })",
                        [](const wire::Call&) -> Reply { return {R"({"file":{"id":7}})"}; });
  REQUIRE(seen.calls.size() == 3);
  CHECK(seen.calls[0].op == "upload");
  CHECK(seen.bytes[0] == std::string("\0\xff", 2));
  auto params = json::parse(seen.calls[0].params);
  params.erase("hash");
  CHECK(params == json{{"dialogId", "chat5"}, {"message", "look"}, {"name", "a.txt"}, {"size", 2}});
  CHECK(seen.calls[1].options == R"({"timeout":5})");
  CHECK(seen.calls[2].params == R"({"dialogId":"12","from":"mine.txt","name":"mine.txt"})");
  CHECK(seen.bytes[2].empty());
}

TEST_CASE("the files of a message are read and saved") {
  const auto seen =
      run(R"(assert(#msg.files == 2 and msg.files[1].id == 138 and msg.files[1].name == "a.pdf")
    assert(msg.files == msg.files and rawget(msg, "files") == nil)
    assert(msg.files[1]:read() == "bytes")
    local name, size = msg.files[1]:save()
    assert(name == "kept" and size == 5)
    msg.files[2]:save("other"))",
          [](const wire::Call& call) -> Reply {
            if (call.op == "fetch") return {R"({"size":5})", "bytes", true};
            return {R"({"name":"kept","size":5})"};
          },
          R"({"message":{"params":{"FILE_ID":["138","139"]},"files":[{"id":138,"name":"a.pdf"}]}})");
  REQUIRE(seen.calls.size() == 3);
  CHECK(seen.calls[0].params == R"({"fileId":138})");
  CHECK(seen.calls[1].params == R"({"fileId":138,"name":"a.pdf"})");
  CHECK(seen.calls[2].params == R"({"fileId":139,"name":"other"})");
}

TEST_CASE("what is wrong with a file is said before anything is asked") {
  const auto seen = run(R"lua(local function refused(wanted, f, ...)
      local ok, why = pcall(f, ...)
      assert(not ok and tostring(why):find(wanted, 1, true), tostring(why))
    end
    refused("file.save: the name is missing", file.save)
    refused("file.save: the content must be a string, not a number", file.save, "a", 5)
    refused("upload: unknown field 'contnt'; did you mean 'content'?", msg.upload, msg, { name = "a", contnt = "x" })
    refused("one of both", msg.upload, msg, { name = "a", content = "x", file = "y" })
    refused("one of both", msg.upload, msg, { name = "a" })
    refused("upload: name is missing", msg.upload, msg, { content = "x" })
    refused("luabot.chat: a dialogId is needed, not a nil", luabot.chat))lua",
                        [](const wire::Call&) -> Reply { return {}; });
  CHECK(seen.calls.empty());
}
