#include "api/http/server.h"

#include <atomic>
#include <chrono>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/support/raw_socket.h"

using namespace luabot;
using namespace std::chrono_literals;
using test::body_of, test::RawSocket, test::status_of;

namespace {

/// A server on a thread of its own: echoes, or does what the path says.
class Serving {
 public:
  explicit Serving(http::Limits limits = {}) {
    auto result = http::Server::listen(
        loop_, "127.0.0.1", 0,
        [this](const http::Request& request, const http::Respond& respond) { answer(request, respond); },
        limits);
    REQUIRE(result.ok());
    server_ = std::move(*result);
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~Serving() {
    loop_.post([this] {
      server_.reset();
      loop_.stop();
    });
    thread_.join();
  }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  std::atomic<int> written = 0;

 private:
  void answer(const http::Request& request, const http::Respond& respond) {
    http::Response response;
    response.body = request.method + " " + request.path + " " + request.query + " " + request.content_type +
                    " " + request.body;
    response.written = [this] { ++written; };
    if (request.path == "/reset") response.delivery = http::Delivery::reset;
    if (request.path == "/truncated") response.delivery = http::Delivery::truncated;
    if (request.path == "/drop") return;
    if (request.path == "/peer") response.body = request.peer;
    if (request.path == "/twice") respond(response);
    if (request.path != "/late") return respond(std::move(response));
    timer_ = loop_.after(20ms, [respond, response] { respond(response); });
  }

  SystemLoop loop_;
  std::unique_ptr<http::Server> server_;
  Handle timer_;
  std::thread thread_;
};

std::string get(std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

}  // namespace

TEST_CASE("a request arrives in its parts and the connection stays open") {
  Serving serving;
  RawSocket socket(serving.port());
  for (int i = 0; i < 3; ++i) {
    socket.send(
        "POST /a/b?c=d&e HTTP/1.1\r\nHost: x\r\nContent-Type: text/x\r\nContent-Length: 3\r\n\r\nxyz");
    const auto answer = socket.read_answer();
    CHECK(status_of(answer) == 200);
    CHECK(answer.find("Connection: keep-alive") != std::string::npos);
    CHECK(body_of(answer) == "POST /a/b c=d&e text/x xyz");
  }
  socket.send(get("/peer"));
  CHECK(body_of(socket.read_answer()) == "127.0.0.1");
}

TEST_CASE("a request may come byte by byte or chunked") {
  Serving serving;
  RawSocket socket(serving.port());
  for (const char c : get("/slow")) socket.send({&c, 1});
  CHECK(body_of(socket.read_answer()) == "GET /slow   ");
  socket.send(
      "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  CHECK(body_of(socket.read_answer()) == "POST /c   abcde");
}

TEST_CASE("pipelined requests are answered in order even when the first answer is late") {
  Serving serving;
  RawSocket socket(serving.port());
  socket.send(get("/late") + get("/2") + get("/3"));
  CHECK(body_of(socket.read_answer()) == "GET /late   ");
  CHECK(body_of(socket.read_answer()) == "GET /2   ");
  CHECK(body_of(socket.read_answer()) == "GET /3   ");
}

TEST_CASE("a connection ends when the client asks for it") {
  Serving serving;
  RawSocket socket(serving.port());
  socket.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(socket.read_all().find("Connection: close") != std::string::npos);
  CHECK(socket.ended());
  RawSocket old(serving.port());
  old.send("GET / HTTP/1.0\r\n\r\n");
  CHECK(status_of(old.read_all()) == 200);
}

TEST_CASE("a HEAD request gets no body") {
  Serving serving;
  RawSocket socket(serving.port());
  socket.send("HEAD /h HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(body_of(socket.read_until("\r\n\r\n")).empty());
  socket.send(get("/next"));
  CHECK(body_of(socket.read_answer()) == "GET /next   ");
}

TEST_CASE("a waiting client is told to continue") {
  Serving serving;
  RawSocket socket(serving.port());
  socket.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(socket.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  socket.send("ok");
  CHECK(status_of(socket.read_answer()) == 200);
}

TEST_CASE("what is too large is refused and says so") {
  Serving serving({.body = 1000, .header = 500});
  RawSocket body(serving.port());
  body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'x'));
  CHECK(status_of(body.read_all()) == 413);
  RawSocket chunked(serving.port());
  chunked.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" +
               std::string(2000, 'x'));
  CHECK(status_of(chunked.read_all()) == 413);
  RawSocket header(serving.port());
  header.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(1000, 'x') + "\r\n\r\n");
  CHECK(status_of(header.read_all()) == 431);
  RawSocket fits(serving.port());
  fits.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'));
  CHECK(status_of(fits.read_answer()) == 200);
}

TEST_CASE("what is not HTTP is refused") {
  Serving serving;
  RawSocket socket(serving.port());
  socket.send("hello there\r\n\r\n");
  CHECK(status_of(socket.read_all()) == 400);
}

TEST_CASE("a slow request gets 408 and an idle connection is closed") {
  Serving serving({.idle = 80ms, .request = 40ms});
  RawSocket slow(serving.port());
  slow.send("GET / HTT");
  CHECK(status_of(slow.read_all()) == 408);
  RawSocket idle(serving.port());
  CHECK(idle.read_all().empty());
  CHECK(idle.ended());
  CHECK_FALSE(idle.was_reset());
}

TEST_CASE("a request that drips in is slow too") {
  Serving serving({.request = 100ms});
  RawSocket drip(serving.port());
  drip.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
  std::size_t sent = 0;
  const auto end = std::chrono::steady_clock::now() + 500ms;
  for (; std::chrono::steady_clock::now() < end; ++sent) {
    drip.send("x");
    CHECK(status_of(test::post(serving.port(), "/", "x")) == 200);
  }
  drip.send(std::string(1'000'000 - sent, 'x'));
  CHECK(status_of(drip.read_answer()) == 408);
}

TEST_CASE("a late answer is not cut by the time limits") {
  Serving serving({.idle = 5ms, .request = 5ms});
  RawSocket socket(serving.port());
  socket.send(get("/late"));
  CHECK(status_of(socket.read_answer()) == 200);
}

TEST_CASE("an answer can be a reset or be cut short") {
  Serving serving;
  RawSocket reset(serving.port());
  reset.send(get("/reset"));
  CHECK(reset.read_all().empty());
  CHECK(reset.was_reset());
  RawSocket cut(serving.port());
  cut.send(get("/truncated"));
  const auto answer = cut.read_all();
  CHECK(answer.find("Content-Length: 17\r\n") != std::string::npos);
  CHECK(body_of(answer) == "GET /tru");
  CHECK_FALSE(cut.was_reset());
}

TEST_CASE("a dropped answer closes the connection and a second one is ignored") {
  Serving serving;
  RawSocket dropped(serving.port());
  dropped.send(get("/drop"));
  CHECK(dropped.read_all().empty());
  CHECK(dropped.ended());
  RawSocket twice(serving.port());
  twice.send(get("/twice") + get("/next"));
  CHECK(body_of(twice.read_answer()) == "GET /twice   ");
  CHECK(body_of(twice.read_answer()) == "GET /next   ");
}

TEST_CASE("the handler learns when the answer was written") {
  Serving serving;
  RawSocket socket(serving.port());
  socket.send(get("/a"));
  socket.read_answer();
  socket.send(get("/b"));
  socket.read_answer();
  CHECK(serving.written >= 1);
}

TEST_CASE("a large answer arrives whole") {
  Serving serving;
  const std::string body(5u << 20, 'y');
  const auto answer = test::post(serving.port(), "/big", body);
  CHECK(body_of(answer).size() == body.size() + std::string("POST /big  application/json ").size());
}

TEST_CASE("an address in use or no address at all is an error") {
  Serving serving;
  SystemLoop loop;
  const auto handler = [](const http::Request&, const http::Respond&) {};
  const auto taken = http::Server::listen(loop, "127.0.0.1", serving.port(), handler);
  REQUIRE_FALSE(taken.ok());
  CHECK(taken.error().code == "LISTEN_FAILED");
  CHECK(http::Server::listen(loop, "example.com", 0, handler).error().code == "ADDRESS_INVALID");
}

TEST_CASE("an answer after the end of the server is harmless") {
  SystemLoop loop;
  http::Respond kept;
  std::unique_ptr<http::Server> server;
  auto listening =
      http::Server::listen(loop, "127.0.0.1", 0, [&](const http::Request&, http::Respond respond) {
        kept = std::move(respond);
        loop.post([&] {
          server.reset();
          kept({.body = "late"});
          loop.post([&] { loop.stop(); });
        });
      });
  server = std::move(listening).value();
  const auto port = server->port();
  std::thread client([port] {
    RawSocket socket(port);
    socket.send(get("/"));
    CHECK(socket.read_all().empty());
    CHECK(socket.ended());
  });
  loop.run();
  client.join();
}
