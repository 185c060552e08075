#include "api/client/download.h"

#include <optional>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "api/base/system_loop.h"
#include "tests/support/raw_server.h"

using namespace luabot;
using namespace luabot::client;
using namespace std::chrono_literals;
using test::Peer;
using test::RawServer;

namespace {

constexpr auto path = "/rest/download.json?token=t0kent0ken";

struct Fetched {
  std::optional<Result<std::uint64_t>> result;
  std::string bytes;
  [[nodiscard]] std::string code() const { return !result ? "nothing" : *result ? "" : result->error().code; }
};

Fetched fetch(const std::string& link, const std::string& host, bool loopback = true,
              std::uint64_t most = 1000, Duration timeout = 10s, std::size_t room = 1000) {
  SystemLoop loop;
  Downloads downloads(loop);
  Fetched got;
  const auto guard = loop.after(20s, [&] { loop.stop(); });
  Download what;
  what.link = Secret(link);
  what.host = host;
  what.loopback = loopback;
  what.most = most;
  what.timeout = timeout;
  what.sink = [&](std::string_view bytes) {
    got.bytes += bytes;
    return got.bytes.size() <= room;
  };
  const auto handle = downloads.get(std::move(what), [&](Result<std::uint64_t> size) {
    got.result = std::move(size);
    loop.stop();
  });
  loop.run();
  if (got.result && !*got.result) CHECK(got.result->error().text().find("t0ken") == std::string::npos);
  return got;
}

std::string host_of(const RawServer& server) {
  return "127.0.0.1:" + std::to_string(server.port());
}

Fetched fetch(const RawServer& server, std::uint64_t most = 1000, Duration timeout = 10s,
              std::size_t room = 1000) {
  return fetch(server.url(path), host_of(server), true, most, timeout, room);
}

}  // namespace

TEST_CASE("a file comes from the portal's link as it is") {
  const std::string file("\0\xff bytes", 8);
  std::string request;
  const RawServer server([&](Peer& peer) {
    request = peer.read_request();
    peer.answer(200, file);
  });
  const auto got = fetch(server);
  REQUIRE(got.result);
  CHECK(got.result->value() == 8);
  CHECK(got.bytes == file);
  CHECK(request.rfind(std::string("GET ") + path + " HTTP/1.1\r\n", 0) == 0);
}

TEST_CASE("a link is followed to the portal alone, and by https") {
  const RawServer server([](Peer& peer) { peer.answer(200, "x"); });
  CHECK(fetch("http://127.0.0.1:1/x?token=t0ken", host_of(server)).code() == "BAD_LINK");
  CHECK(fetch(server.url(path), host_of(server), false).code() == "BAD_LINK");
  CHECK(fetch("file:///etc/passwd", host_of(server)).code() == "BAD_LINK");
  CHECK(fetch("https://portal.example@evil.example/t0ken", "portal.example", false).code() == "BAD_LINK");
  CHECK(fetch("t0ken", host_of(server)).code() == "BAD_LINK");
  CHECK(server.connections() == 0);
}

TEST_CASE("redirects are followed, but not for ever and not into other protocols") {
  const RawServer once([](Peer& peer) {
    if (peer.read_request().find("/there") != std::string::npos) {
      peer.answer(200, "found");
    } else {
      peer.answer(302, "", "Location: /there\r\n");
      peer.answer(200, "found");
    }
  });
  CHECK(fetch(once).bytes == "found");
  const RawServer ring([](Peer& peer) {
    while (!peer.read_request().empty()) peer.answer(302, "", "Location: /again\r\n");
  });
  CHECK(fetch(ring).code() == "DOWNLOAD_FAILED");
  const RawServer file([](Peer& peer) {
    static_cast<void>(peer.read_request());
    peer.answer(302, "", "Location: file:///etc/passwd\r\n");
  });
  CHECK(fetch(file).code() == "DOWNLOAD_FAILED");
}

TEST_CASE("a file that is too large, gone, cut or slow is told of and ends") {
  const RawServer large([](Peer& peer) {
    static_cast<void>(peer.read_request());
    peer.answer(200, std::string(2000, 'x'));
  });
  CHECK(fetch(large).code() == "FILE_TOO_LARGE");
  CHECK(fetch(large, 5000, 10s, 100).code() == "SINK_CLOSED");
  const RawServer gone([](Peer& peer) {
    static_cast<void>(peer.read_request());
    peer.answer(404, "no such token");
  });
  const auto missing = fetch(gone);
  CHECK(missing.code() == "HTTP_404");
  CHECK(missing.bytes.empty());
  const RawServer cut([](Peer& peer) {
    static_cast<void>(peer.read_request());
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    peer.close();
  });
  CHECK(fetch(cut).code() == "DOWNLOAD_FAILED");
  const RawServer slow([](Peer& peer) { peer.wait_gone(); });
  CHECK(fetch(slow, 1000, 200ms).code() == "DOWNLOAD_FAILED");
}
