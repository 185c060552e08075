#pragma once
#include <list>
#include <string>
#include <utility>
#include <vector>

#include "api/client/transport.h"

namespace luabot::test {

/// A transport that does what the test says. It keeps every request, and replies only when told to.
class FakeTransport final : public client::Transport {
 public:
  struct Request {
    std::string method;
    std::string body;
    Done done;         ///< empty once replied or given up
    bool left = true;  ///< whether it may have left this machine
    bool given_up = false;
  };
  std::vector<std::shared_ptr<Request>> requests;

  using Transport::post;
  std::unique_ptr<client::Exchange> post(std::string_view method, std::string_view body,
                                         const client::Insertion& insertion, Done done) override {
    auto request = std::make_shared<Request>();
    request->method = method;
    request->body = with(body, insertion);
    request->done = std::move(done);
    requests.push_back(request);
    return std::make_unique<FakeExchange>(std::move(request));
  }

  /// Replies to the request of that number.
  void reply(std::size_t number, client::Reply with) {
    const auto request = requests.at(number);
    const auto done = std::exchange(request->done, nullptr);
    if (done) done(std::move(with));
  }
  void answer(std::size_t number, int status, std::string body) {
    client::Reply with;
    with.status = status;
    with.body = std::move(body);
    reply(number, std::move(with));
  }
  void ok(std::size_t number) { answer(number, 200, R"({"result":true})"); }
  void error(std::size_t number, int status, const std::string& code) {
    answer(number, status, R"({"error":")" + code + R"("})");
  }
  void fail(std::size_t number, client::Reached reached) {
    client::Reply with;
    with.reached = reached;
    with.reason = "it broke";
    reply(number, std::move(with));
  }

 private:
  static std::string with(std::string_view body, const client::Insertion& insertion) {
    std::string whole(body);
    if (!insertion.content) return whole;
    std::string content(insertion.content->size(), '\0');
    std::size_t at = 0;
    while (at < content.size()) {
      const auto got = insertion.content->read(at, content.data() + at, content.size() - at);
      if (got == 0) break;
      at += got;
    }
    return whole.insert(whole.size() - insertion.tail, content, 0, at);
  }

  struct FakeExchange final : client::Exchange {
    std::shared_ptr<Request> request;
    explicit FakeExchange(std::shared_ptr<Request> of) : request(std::move(of)) {}
    ~FakeExchange() override {
      if (request->done) request->given_up = true;
      request->done = nullptr;
    }
    [[nodiscard]] bool may_have_left() const override { return request->done && request->left; }
  };
};

}  // namespace luabot::test
