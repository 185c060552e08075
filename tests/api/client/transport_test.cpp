#include "api/client/transport.h"

#include <atomic>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/base/log.h"
#include "api/base/system_loop.h"
#include "tests/support/raw_server.h"
#include "tests/support/raw_socket.h"

using namespace luabot;
using namespace luabot::client;
using namespace std::chrono_literals;
using catalog::Repeat;
using test::Peer;
using test::RawServer;

namespace {

constexpr auto ok = R"({"result":true})";
constexpr auto path = "/rest/1/t0kent0ken/";

/// A real client of one server, without a limit.
struct Line {
  explicit Line(const std::string& url)
      : portal(loop, *parse_address(url), *parse_limit("none")),
        guard(loop.after(20s, [this] { loop.stop(); })) {
    set_log_level(Level::off);
  }
  ~Line() { set_log_level(Level::info); }

  Result<Answer> call(Repeat repeat, Duration timeout = 10s, std::string params = R"({"a":1})") {
    std::optional<Result<Answer>> got;
    Call with{"m.get", std::move(params), repeat};
    with.timeout = timeout;
    const auto handle = portal.call(std::move(with), [&](Result<Answer> result) {
      got = std::move(result);
      loop.stop();
    });
    run();
    REQUIRE(got);
    return *got;
  }
  /// Lets the loop run until the condition holds.
  void until(const std::function<bool()>& holds) {
    Handle next;
    std::function<void()> look = [&] {
      if (holds())
        loop.stop();
      else
        next = loop.after(1ms, look);
    };
    loop.post(look);
    run();
    REQUIRE(holds());
  }
  void run() {
    loop.context().restart();
    loop.run();
  }

  SystemLoop loop;
  Client portal;
  Handle guard;
};

std::string code_of(const Result<Answer>& result) {
  return result ? "" : result.error().code;
}

}  // namespace

TEST_CASE("a call is a POST of JSON over one kept connection") {
  std::vector<std::string> requests;
  RawServer server([&](Peer& peer) {
    for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      requests.push_back(request);
      peer.answer(200, ok);
    }
  });
  {
    Line line(server.url(path));
    for (int i = 0; i < 3; ++i) CHECK(line.call(Repeat::once).ok());
    CHECK(server.connections() == 1);
  }
  REQUIRE(requests.size() == 3);
  const auto& request = requests.back();
  CHECK(request.rfind("POST /rest/1/t0kent0ken/m.get HTTP/1.1\r\n", 0) == 0);
  CHECK_THAT(request, Catch::Contains("\r\nContent-Type: application/json\r\n"));
  CHECK_THAT(request, Catch::Contains("\r\nAccept: application/json\r\n"));
  CHECK_THAT(request, Catch::Contains("\r\nContent-Length: 7\r\n"));
  CHECK_THAT(request, Catch::EndsWith("\r\n\r\n{\"a\":1}"));
}

TEST_CASE("a refused connection is retried and was not executed") {
  Line line("http://127.0.0.1:" + std::to_string(test::free_port()) + path);
  const auto result = line.call(Repeat::once, 300ms);
  CHECK(code_of(result) == "TIMED_OUT");
  CHECK(result.error().outcome == Outcome::not_executed);
  CHECK(result.error().text().find("t0ken") == std::string::npos);
}

TEST_CASE("a reset before the answer repeats a read and never a call to be made once") {
  std::atomic<int> requests{0};
  RawServer server([&](Peer& peer) {
    if (peer.read_request().empty()) return;
    if (++requests == 1) {
      peer.reset();
    } else {
      peer.answer(200, ok);
      peer.wait_gone();
    }
  });
  Line line(server.url(path));
  SECTION("once") {
    const auto result = line.call(Repeat::once);
    CHECK(code_of(result) == "UNKNOWN_OUTCOME");
    CHECK(result.error().text().find("t0ken") == std::string::npos);
    CHECK(requests == 1);
  }
  SECTION("read") {
    CHECK(line.call(Repeat::read).ok());
    CHECK(requests == 2);
  }
}

TEST_CASE("a kept connection that dies with a request on it never sends a call twice") {
  const bool in_order = GENERATE(true, false);
  std::atomic<int> requests{0};
  RawServer server([&](Peer& peer) {
    for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      ++requests;
      if (requests == 2) {
        if (in_order)
          peer.close();
        else
          peer.reset();
        return;
      }
      peer.answer(200, ok);
    }
  });
  Line line(server.url(path));
  REQUIRE(line.call(Repeat::once).ok());
  SECTION("once") {
    const auto result = line.call(Repeat::once);
    CHECK(code_of(result) == "UNKNOWN_OUTCOME");
    CHECK(requests == 2);
  }
  SECTION("read") {
    CHECK(line.call(Repeat::read).ok());
    CHECK(requests == 3);
  }
}

TEST_CASE("a connection that ended while idle is replaced before anything is sent") {
  const bool in_order = GENERATE(true, false);
  std::atomic<int> requests{0};
  std::atomic<int> ended{0};
  std::atomic<bool> end_it{false};
  RawServer server([&](Peer& peer) {
    if (peer.read_request().empty()) return;
    ++requests;
    peer.answer(200, ok);
    if (peer.index() > 0) {
      peer.wait_gone();
      return;
    }
    end_it.wait(false);
    if (in_order)
      peer.close();
    else
      peer.reset();
    ++ended;
  });
  Line line(server.url(path));
  REQUIRE(line.call(Repeat::once).ok());
  end_it = true;
  end_it.notify_all();
  line.until([&] { return ended == 1; });
  CHECK(line.call(Repeat::once).ok());
  CHECK(requests == 2);
  CHECK(server.connections() == 2);
}

TEST_CASE("an answer that is not one leaves the outcome unknown") {
  const std::pair<const char*, std::string> cases[] = {
      {"truncated body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"result\":tr"},
      {"truncated chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"res\r\n"},
      {"half a head", "HTTP/1.1 200 OK\r\nContent-Le"},
      {"garbage", "\x01\x02 this is not HTTP\r\n\r\n"},
      {"nothing", ""},
      {"a page", "HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n<html>Log in!</html>\r\n"},
      {"a gateway's page", "HTTP/1.1 502 Bad\r\nContent-Length: 13\r\n\r\n<html></html>"},
      {"broken gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"},
  };
  for (const auto& [name, bytes] : cases) {
    CAPTURE(name);
    std::atomic<int> requests{0};
    RawServer server([&, &answer = bytes](Peer& peer) {
      if (peer.read_request().empty()) return;
      if (++requests == 1) {
        peer.send(answer);
      } else {
        peer.answer(200, ok, "Connection: close\r\n");
      }
    });
    Line line(server.url(path));
    const auto result = line.call(Repeat::once);
    CHECK(code_of(result) == "UNKNOWN_OUTCOME");
    CHECK(requests == 1);
    CHECK(line.call(Repeat::read).ok());
    CHECK(requests == 2);
  }
}

TEST_CASE("an answer beyond the deadline gives the request up") {
  std::atomic<int> gone{0};
  RawServer server([&](Peer& peer) {
    if (peer.read_request().empty()) return;
    peer.wait_gone();
    ++gone;
  });
  Line line(server.url(path));
  CHECK(code_of(line.call(Repeat::once, 50ms)) == "UNKNOWN_OUTCOME");
  const auto read = line.call(Repeat::read, 50ms);
  CHECK(code_of(read) == "TIMED_OUT");
  CHECK(read.error().outcome == Outcome::unknown);
  line.until([&] { return gone == 2; });
}

TEST_CASE("a request under way can be cancelled") {
  std::atomic<int> arrived{0};
  std::atomic<int> gone{0};
  RawServer server([&](Peer& peer) {
    if (peer.read_request().empty()) return;
    ++arrived;
    peer.wait_gone();
    ++gone;
  });
  Line line(server.url(path));
  bool called = false;
  auto handle = line.portal.call({"m", "{}", Repeat::read}, [&](const Result<Answer>&) { called = true; });
  line.until([&] { return arrived == 1; });
  handle.reset();
  line.until([&] { return gone == 1; });
  CHECK_FALSE(called);
}

TEST_CASE("large and chunked answers and large requests arrive whole") {
  const std::string text(std::size_t{1} << 20U, 'x');
  const std::string body = R"({"result":")" + text + R"("})";
  std::atomic<std::size_t> got{0};
  RawServer server([&](Peer& peer) {
    if (peer.read_request().empty()) return;
    peer.answer(200, body);
    got = peer.read_request().size();
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    constexpr std::size_t first = 0xfffff;
    peer.send("fffff\r\n" + body.substr(0, first) + "\r\n");
    for (const char c : body.substr(first)) peer.send(std::string("1\r\n") + c + "\r\n");
    peer.send("0\r\n\r\n");
    peer.wait_gone();
  });
  Line line(server.url(path));
  for (int i = 0; i < 2; ++i) {
    const auto result = line.call(Repeat::once, 10s, R"({"text":")" + text + R"("})");
    REQUIRE(result.ok());
    CHECK(Json::parse(result->result()) == text);
  }
  CHECK(got > text.size());
  CHECK(server.connections() == 1);
}

TEST_CASE("a redirect is not followed") {
  std::atomic<int> requests{0};
  RawServer server([&](Peer& peer) {
    if (peer.read_request().empty()) return;
    ++requests;
    peer.answer(302, "", "Location: https://new.example.com/rest/1/t0kent0ken/m.get\r\n");
    peer.wait_gone();
  });
  Line line(server.url(path));
  const auto result = line.call(Repeat::read);
  CHECK(code_of(result) == "PORTAL_MOVED");
  CHECK_THAT(result.error().text(), Catch::Contains("new.example.com") && !Catch::Contains("t0ken"));
  CHECK(requests == 1);
}

TEST_CASE("an answer without end is cut off") {
  RawServer server([&](Peer& peer) {
    if (peer.read_request().empty()) return;
    peer.send("HTTP/1.1 200 OK\r\n\r\n");
    const std::string part(std::size_t{1} << 20U, ' ');
    while (peer.send(part)) {
    }
  });
  Line line(server.url(path));
  CHECK(code_of(line.call(Repeat::read)) == "ANSWER_TOO_LARGE");
}

TEST_CASE("many calls share the connections and each is answered once") {
  std::atomic<int> requests{0};
  RawServer server([&](Peer& peer) {
    for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      ++requests;
      const auto body = request.substr(request.find("\r\n\r\n") + 4);
      peer.answer(200, R"({"result":)" + body + "}");
    }
  });
  Line line(server.url(path));
  constexpr int calls = 2000;
  std::vector<Handle> handles;
  handles.reserve(calls);
  int right = 0;
  int done = 0;
  for (int i = 0; i < calls; ++i)
    handles.push_back(line.portal.call({"m", Json::array({i}).dump()}, [&, i](const Result<Answer>& answer) {
      if (answer && Json::parse(answer->result()).at(0) == i) ++right;
      if (++done == calls) line.loop.stop();
    }));
  line.run();
  CHECK(right == calls);
  CHECK(requests == calls);
  CHECK(server.connections() <= static_cast<int>(Client::max_under_way));
}

TEST_CASE("a client may go while requests are under way") {
  std::atomic<int> arrived{0};
  RawServer server([&](Peer& peer) {
    if (peer.read_request().empty()) return;
    ++arrived;
    peer.wait_gone();
  });
  std::vector<Handle> handles;
  {
    Line line(server.url(path));
    for (int i = 0; i < 5; ++i)
      handles.push_back(line.portal.call({"m", "{}"}, [](const Result<Answer>&) {}));
    line.until([&] { return arrived == 5; });
  }
  handles.clear();
}

TEST_CASE("an application's call carries its access token in the body and nowhere else") {
  std::vector<std::string> requests;
  RawServer server([&](Peer& peer) {
    for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      requests.push_back(request);
      peer.answer(200, ok);
    }
  });
  SystemLoop loop;
  const auto transport = make_transport(loop);
  const auto post = [&](const std::string& token, const std::string& body) {
    Grant grant;
    grant.endpoint = *parse_endpoint(server.url("/rest/"));
    grant.access_token = Secret(token);
    transport->use(grant);
    int status = 0;
    const auto exchange = transport->post("m.get", body, [&](const Reply& reply) {
      status = reply.status;
      loop.stop();
    });
    loop.context().restart();
    loop.run();
    CHECK(status == 200);
    const auto& request = requests.back();
    const auto head = request.find("\r\n\r\n");
    CHECK(request.find("POST /rest/m.get HTTP/1.1\r\n") == 0);
    CHECK(request.substr(0, head).find(token) == std::string::npos);
    return Json::parse(request.substr(head + 4));
  };
  CHECK(post("first-token", R"({"a":1,"b":[]})") ==
        Json{{"auth", "first-token"}, {"a", 1}, {"b", Json::array()}});
  CHECK(post("second-token", "{}") == Json{{"auth", "second-token"}});
  CHECK(post("third-token", " { } ") == Json{{"auth", "third-token"}});
}

TEST_CASE("a form is posted to one address") {
  std::string request;
  RawServer server([&](Peer& peer) {
    request = peer.read_request();
    peer.answer(200, ok);
  });
  SystemLoop loop;
  const auto transport = make_form_transport(loop, *parse_endpoint(server.url("/oauth/token/")));
  const auto exchange = transport->post("", "a=1", [&](const Reply&) { loop.stop(); });
  loop.run();
  CHECK(request.find("POST /oauth/token/ HTTP/1.1\r\n") == 0);
  CHECK(request.find("Content-Type: application/x-www-form-urlencoded\r\n") != std::string::npos);
  CHECK(request.substr(request.find("\r\n\r\n") + 4) == "a=1");
}
