#include "runtime/endpoint/endpoint.h"

#include <future>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/support/raw_socket.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;

namespace {

/// An endpoint with one path, served by a thread.
class Door {
 public:
  explicit Door(http::Limits limits = Endpoint::default_limits()) {
    auto made = Endpoint::listen(loop_, {"127.0.0.1", 0}, limits);
    REQUIRE(made.ok());
    endpoint_ = std::move(*made);
    endpoint_->route("/here", [](const http::Request& request, const http::Respond& respond) {
      respond({.body = std::to_string(request.body.size())});
    });
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~Door() {
    loop_.post([this] {
      endpoint_.reset();
      loop_.stop();
    });
    thread_.join();
  }
  [[nodiscard]] std::uint16_t port() const { return endpoint_->port(); }
  void remove(const std::string& path) {
    std::promise<void> removed;
    loop_.post([&] {
      endpoint_->remove(path);
      removed.set_value();
    });
    removed.get_future().wait();
  }

 private:
  SystemLoop loop_;
  std::unique_ptr<Endpoint> endpoint_;
  std::thread thread_;
};

std::string head(const std::string& length) {
  return "POST /here HTTP/1.1\r\nHost: x\r\n" + length + "\r\n\r\n";
}

}  // namespace

TEST_CASE("a request goes to whoever has the path") {
  const Door door;
  CHECK(body_of(post(door.port(), "/here", "four")) == "4");
  CHECK(status_of(post(door.port(), "/there", "")) == 404);
  CHECK(status_of(post(door.port(), "/here/", "")) == 404);
}

TEST_CASE("a path that was removed is nobody's") {
  Door door;
  CHECK(status_of(post(door.port(), "/here", "")) == 200);
  door.remove("/here");
  CHECK(status_of(post(door.port(), "/here", "")) == 404);
}

TEST_CASE("a header that is too large is refused, and a slow request has ten seconds") {
  const Door door;
  RawSocket large(door.port());
  large.send("POST /here HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n");
  CHECK(status_of(large.read_all()) == 431);
  CHECK(Endpoint::default_limits().request == 10s);
}

TEST_CASE("a body that is too large is refused in either form") {
  const Door door;
  RawSocket announced(door.port());
  announced.send(head("Content-Length: 2000000"));
  CHECK(status_of(announced.read_all()) == 413);
  RawSocket chunked(door.port());
  chunked.send(head("Transfer-Encoding: chunked") + "200000\r\n");
  CHECK(status_of(chunked.read_all()) == 413);
  RawSocket fits(door.port());
  fits.send(head("Transfer-Encoding: chunked") + "3\r\nabc\r\n0\r\n\r\n");
  CHECK(body_of(fits.read_answer()) == "3");
}

TEST_CASE("a slow body is cut off and harms nobody else") {
  auto limits = Endpoint::default_limits();
  limits.request = 200ms;
  const Door door(limits);
  RawSocket slow(door.port());
  slow.send(head("Content-Length: 100") + "a=");
  for (int i = 0; i < 20; ++i) CHECK(body_of(post(door.port(), "/here", "1234")) == "4");
  CHECK(status_of(slow.read_all()) == 408);
}

TEST_CASE("all bodies together are bounded as soon as they are announced") {
  auto limits = Endpoint::default_limits();
  limits.all_bodies = 1'500'000;
  const Door door(limits);
  RawSocket first(door.port());
  first.send(head("Content-Length: 1000000") + "x");
  CHECK(body_of(post(door.port(), "/here", "1234")) == "4");  // by then the first one is known
  RawSocket second(door.port());
  second.send(head("Content-Length: 1000000") + "x");
  CHECK(status_of(second.read_all()) == 503);
  first.send(std::string(999'999, 'x'));
  CHECK(body_of(first.read_answer()) == "1000000");
  RawSocket third(door.port());
  third.send(head("Content-Length: 1000000") + std::string(1'000'000, 'x'));
  CHECK(status_of(third.read_answer()) == 200);
}

TEST_CASE("idle connections make room for new ones and busy ones do not") {
  auto limits = Endpoint::default_limits();
  limits.connections = 2;
  const Door door(limits);
  RawSocket idle(door.port());
  idle.send(head("Content-Length: 1") + "x");
  CHECK(status_of(idle.read_answer()) == 200);
  RawSocket busy(door.port());
  busy.send(head("Content-Length: 2") + "x");
  RawSocket next(door.port());
  next.send(head("Content-Length: 2") + "x");
  CHECK(idle.read_all().empty());
  CHECK(idle.ended());
  RawSocket late(door.port());
  CHECK(status_of(late.read_all()) == 503);
  busy.send("y");
  next.send("y");
  CHECK(body_of(busy.read_answer()) == "2");
  CHECK(body_of(next.read_answer()) == "2");
}

TEST_CASE("a bot's path holds nothing but plain characters") {
  CHECK(push_path("acme.bitrix24.com", "support_bot") == "/push/acme.bitrix24.com/support_bot");
  CHECK(push_path("127.0.0.1:80", "a/b c") == "/push/127.0.0.1%3A80/a%2Fb%20c");
}
