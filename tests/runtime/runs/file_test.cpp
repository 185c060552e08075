#include <cstdio>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/runtime/runs/flow.h"

using namespace luabot;
using namespace luabot::test;

namespace {

const std::string binary("\0\xff\xfe\x80 bytes", 10);
constexpr auto upload_params =
    R"({"dialogId":"chat5","name":"a.bin","size":10,"hash":"x","message":"see \"content\":\""})";

struct FileFlow : Flow {
  FileFlow() { place_files(); }
  void place_files() { REQUIRE(effects->keep_files(place.file("files")).ok()); }
  void restart_with_files() {
    restart();
    place_files();
  }
  /// A call of the service with bytes before it, as a worker sends them.
  std::shared_ptr<Asked> file(std::uint32_t step, const std::string& op, const std::string& params,
                              const std::string& bytes = {}) {
    for (std::size_t at = 0; at < bytes.size(); at += 4)
      effects->content(*run, std::string_view(bytes).substr(at, 4));
    return ask(step, "file", op, params);
  }
  std::shared_ptr<Asked> done(std::shared_ptr<Asked> asked) {
    REQUIRE(wait_until(opened->loop, [&] { return asked->answered || !asked->diverged.empty(); }));
    return asked;
  }
  /// The bytes that came with the last answer.
  std::string bytes() const {
    if (!run->outgoing) return "none";
    std::string read(run->outgoing->size, '\0');
    CHECK(::pread(run->outgoing->descriptor.get(), read.data(), read.size(), 0) ==
          static_cast<ssize_t>(read.size()));
    return read;
  }
};

}  // namespace

TEST_CASE("a file is saved, listed, read and deleted, and none of it is in the journal") {
  FileFlow flow;
  const auto saved = flow.done(flow.file(0, "save", R"({"name":"a","size":10,"hash":"x"})", binary));
  CHECK(saved->value == R"({"name":"a","size":10})");
  CHECK(flow.done(flow.file(1, "list", "{}"))->value == R"([{"name":"a","size":10}])");
  CHECK(flow.done(flow.file(2, "read", R"({"name":"a"})"))->value == R"({"size":10})");
  CHECK(flow.bytes() == binary);
  flow.run->outgoing.reset();
  CHECK(flow.done(flow.file(3, "delete", R"({"name":"a"})"))->value == "true");
  CHECK(flow.done(flow.file(4, "delete", R"({"name":"a"})"))->value == "false");
  CHECK(flow.done(flow.file(5, "read", R"({"name":"a"})"))->value == "null");
  CHECK(flow.bytes() == "none");
}

TEST_CASE("a replay reads the bytes that the run read, though the file is another one now") {
  FileFlow flow;
  flow.done(flow.file(0, "save", R"({"name":"a"})", "first"));
  flow.done(flow.file(1, "read", R"({"name":"a"})"));
  flow.done(flow.file(2, "save", R"({"name":"a"})", "second"));
  flow.loop().advance(std::chrono::seconds(1));
  REQUIRE(wait_until(flow.loop(), [&] { return flow.run->unsaved == 0; }));
  flow.restart_with_files();
  flow.done(flow.file(0, "save", R"({"name":"a"})"));
  const auto again = flow.done(flow.file(1, "read", R"({"name":"a"})"));
  CHECK(again->ok);
  CHECK(flow.bytes() == "first");
  flow.effects->release(*flow.run);
  const auto gone = flow.done(flow.file(1, "read", R"({"name":"a"})"));
  CHECK(gone->diverged.find("the bytes that the run read at step 1 are gone") == 0);
}

TEST_CASE("what a run has read is let go with the run") {
  FileFlow flow;
  flow.done(flow.file(0, "save", R"({"name":"a"})", "first"));
  flow.done(flow.file(1, "read", R"({"name":"a"})"));
  const std::filesystem::path held = flow.place.file("files/.held");
  CHECK_FALSE(std::filesystem::is_empty(held));
  flow.effects->release(*flow.run);
  CHECK(std::filesystem::is_empty(held));
}

TEST_CASE("a file is not kept before the record of the answer that it follows from") {
  FileFlow flow;
  flow.opened->journal->bound_pages(1);
  const auto read = flow.call(0, "im.user.get", R"({"ID":1})");
  REQUIRE(flow.wait_requests(1));
  flow.answer(0, '"' + std::string(500'000, 'x') + '"');
  CHECK(read->answered);
  const auto saved = flow.file(1, "save", R"({"name":"a"})", "bytes");
  REQUIRE(wait_until(flow.loop(), [&] { return !flow.opened->stalls.empty(); }));
  CHECK_FALSE(saved->answered);
  CHECK_FALSE(std::filesystem::exists(flow.place.file("files/a")));
  flow.opened->journal->bound_pages(0);
  CHECK(flow.done(saved)->ok);
  CHECK(std::filesystem::exists(flow.place.file("files/a")));
}

TEST_CASE("a script saves a hundred MiB and not a byte more") {
  FileFlow flow;
  const std::string piece(1U << 20U, 'x');
  for (int i = 0; i < 100; ++i) flow.effects->content(*flow.run, piece);
  CHECK(flow.done(flow.file(0, "save", R"({"name":"a"})"))->value == R"({"name":"a","size":104857600})");
  for (int i = 0; i < 100; ++i) flow.effects->content(*flow.run, piece);
  const auto more = flow.file(1, "save", R"({"name":"b"})", "x");
  CHECK(Json::parse(more->value)["code"] == "FILE_TOO_LARGE");
  CHECK_FALSE(std::filesystem::exists(flow.place.file("files/b")));
}

TEST_CASE("names that lead elsewhere are refused, and sizes that are too much") {
  FileFlow flow;
  for (const char* name : {"../a", "a/b", ".held", "", "/etc/passwd"})
    for (const char* op : {"save", "read", "delete", "download"}) {
      const auto asked = flow.file(0, op, Json{{"name", name}, {"fileId", 5}}.dump(), "x");
      CHECK_FALSE(asked->ok);
      CHECK(Json::parse(asked->value)["code"] == "BAD_PARAMS");
    }
  CHECK(flow.file(0, "steal", "{}")->value.find("BAD_PARAMS") != std::string::npos);
  CHECK(flow.file(0, "save", R"({"name":"a"})")->value.find("the bytes are missing") != std::string::npos);
  CHECK(flow.requests() == 0);
}

TEST_CASE("an upload is a request with the file's base64 in its place") {
  FileFlow flow;
  const auto asked = flow.file(0, "upload", upload_params, binary);
  REQUIRE(flow.wait_requests(1));
  CHECK(flow.transport->fake.requests.at(0)->method == "imbot.v2.File.upload");
  const auto body = Json::parse(flow.body(0));
  CHECK(body["botId"] == 9);
  CHECK(body["botToken"] == token);
  CHECK(body["dialogId"] == "chat5");
  CHECK(body["fields"] ==
        Json{{"name", "a.bin"}, {"content", "AP/+gCBieXRlcw=="}, {"message", "see \"content\":\""}});
  flow.answer(0, R"({"file":{"id":7}})");
  CHECK(flow.done(asked)->value == R"({"file":{"id":7}})");
}

TEST_CASE("a file of the bot's own is sent without the script") {
  FileFlow flow;
  flow.done(flow.file(0, "save", R"({"name":"mine"})", "abc"));
  flow.file(1, "upload", R"({"dialogId":"chat5","name":"b","from":"mine"})");
  REQUIRE(flow.wait_requests(1));
  CHECK(Json::parse(flow.body(0))["fields"]["content"] == "YWJj");
}

TEST_CASE("an upload whose end is not known is not made again") {
  FileFlow flow;
  flow.file(0, "upload", upload_params, binary);
  REQUIRE(flow.wait_requests(1));
  flow.restart_with_files();
  const auto asked = flow.done(flow.file(0, "upload", upload_params, binary));
  CHECK(Json::parse(asked->value)["code"] == "UNKNOWN_OUTCOME");
  CHECK(flow.requests() == 0);
}

TEST_CASE("a file that was not there is not sent by a replay though it is there now") {
  FileFlow flow;
  const auto params = R"({"name":"a","dialogId":"chat5","from":"report"})";
  CHECK_FALSE(flow.done(flow.file(0, "upload", params))->ok);
  flow.done(flow.file(1, "save", R"({"name":"report"})", "later"));
  REQUIRE(wait_until(flow.loop(), [&] { return flow.run->unsaved == 0; }));
  flow.restart_with_files();
  const auto again = flow.done(flow.file(0, "upload", params));
  CHECK(Json::parse(again->value)["code"] == "FILE_NOT_FOUND");
  CHECK(flow.requests() == 0);
}

TEST_CASE("an upload whose end is not known stays unknown although its file is gone") {
  FileFlow flow;
  const auto params = R"({"name":"a","dialogId":"chat5","from":"report"})";
  flow.done(flow.file(0, "save", R"({"name":"report"})", "bytes"));
  flow.file(1, "upload", params);
  REQUIRE(flow.wait_requests(1));
  flow.restart_with_files();
  REQUIRE(flow.opened);
  CHECK(std::remove((flow.place.file("files") + "/report").c_str()) == 0);
  flow.done(flow.file(0, "save", R"({"name":"report"})"));
  const auto asked = flow.done(flow.file(1, "upload", params));
  CHECK(Json::parse(asked->value)["code"] == "UNKNOWN_OUTCOME");
}

TEST_CASE("what cannot be uploaded is said before anything is sent") {
  FileFlow flow;
  std::uint32_t step = 0;
  const auto code = [&](const std::string& params, const std::string& bytes) {
    const auto asked = flow.file(step++, "upload", params, bytes);
    CHECK_FALSE(asked->ok);
    return asked->answered ? Json::parse(asked->value)["code"].get<std::string>() : "nothing";
  };
  CHECK(code(R"({"name":"a","dialogId":"chat5","from":"none"})", "") == "FILE_NOT_FOUND");
  CHECK(code(R"({"name":"a","dialogId":"chat5","from":"../x"})", "") == "BAD_PARAMS");
  CHECK(code(R"({"name":"a","dialogId":"nowhere"})", "x") == "BAD_PARAMS");
  CHECK(code(R"({"dialogId":"chat5"})", "x") == "BAD_PARAMS");
  flow.effects->content(*flow.run, "");
  REQUIRE(flow.done(flow.file(step++, "save", R"({"name":"empty"})"))->ok);
  const auto empty =
      flow.done(flow.file(step++, "upload", R"({"name":"a","dialogId":"chat5","from":"empty"})"));
  CHECK(Json::parse(empty->value)["code"] == "FILE_EMPTY");
  CHECK(flow.requests() == 0);
}

TEST_CASE("a link to a file that leads to another host is not followed") {
  FileFlow flow;
  const auto asked = flow.file(0, "download", R"({"fileId":5,"name":"a"})");
  REQUIRE(flow.wait_requests(1));
  CHECK(flow.transport->fake.requests.at(0)->method == "imbot.v2.File.download");
  CHECK(Json::parse(flow.body(0))["fileId"] == 5);
  flow.answer(0, R"({"downloadUrl":"https://elsewhere.example/rest/download.json?token=link-57721"})");
  const auto& value = flow.done(asked)->value;
  CHECK(Json::parse(value)["code"] == "BAD_LINK");
  CHECK(value.find("57721") == std::string::npos);
  CHECK(redact("at https://elsewhere.example/rest/download.json?token=link-57721") == "at ***");
}
