#include "runtime/status/status_socket.h"

#include <filesystem>
#include <thread>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "api/base/system_loop.h"
#include "runtime/status/local_address.h"
#include "tests/support/temp_dir.h"

using namespace luabot;
using status::StatusSocket;

namespace {

/// A host that tells its status on a thread of its own.
class Host {
 public:
  Host(const std::string& data, std::string text) {
    auto made = StatusSocket::listen(loop_, data, [text = std::move(text)] { return text; });
    REQUIRE(made);
    socket_ = std::move(*made);
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~Host() {
    loop_.stop();
    thread_.join();
  }

 private:
  SystemLoop loop_;
  std::unique_ptr<StatusSocket> socket_;
  std::thread thread_;
};

/// Connects and says nothing; not open when the host has no place.
files::Descriptor visit(const std::string& data) {
  files::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const files::Descriptor directory(::open(data.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  const auto address = status::address_in(directory);
  if (::connect(socket.get(), status::general(address), sizeof address) != 0) socket = {};
  return socket;
}

std::string code_of(const Result<std::string>& answer) {
  return answer ? "none" : answer.error().code;
}

}  // namespace

TEST_CASE("a host tells whoever asks, in whole, as often as they ask") {
  const test::TempDir data;
  const std::string text(3'000'000, 'x');  // more than a socket holds
  const Host host(data.str(), text);
  for (int i = 0; i < 3; ++i) {
    const auto said = status::ask(data.str(), std::chrono::seconds(3));  // not when it shows visitors out
    REQUIRE(said);
    CHECK(*said == text);
  }
}

TEST_CASE("the status is for the host's own user") {
  const test::TempDir data;
  const Host host(data.str(), "{}");
  struct stat found {};
  REQUIRE(stat((data.str() + "/status.sock").c_str(), &found) == 0);
  CHECK((found.st_mode & 0777U) == 0600);
}

TEST_CASE("where no host runs, one is told so") {
  const test::TempDir data;
  CHECK(code_of(status::ask(data.str())) == "NOT_RUNNING");
  CHECK(code_of(status::ask(data.str() + "/none")) == "NOT_RUNNING");
  { const Host host(data.str(), "{}"); }
  CHECK_FALSE(std::filesystem::exists(data.str() + "/status.sock"));
  CHECK(code_of(status::ask(data.str())) == "NOT_RUNNING");
}

TEST_CASE("a host takes the place of one that died, not of one that lives") {
  const test::TempDir data;
  {
    const files::Descriptor dead(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (data.str() + "/status.sock").copy(address.sun_path, sizeof address.sun_path - 1);
    // bind() takes the general type. NOLINTNEXTLINE
    REQUIRE(::bind(dead.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  const Host host(data.str(), "{\"first\": true}");
  SystemLoop loop;
  const auto second = StatusSocket::listen(loop, data.str(), [] { return std::string("{}"); });
  REQUIRE_FALSE(second);
  CHECK(second.error().code == "STATUS_NOT_SERVED");
  CHECK(*status::ask(data.str()) == "{\"first\": true}");
}

TEST_CASE("a host that does not answer is not waited for without end") {
  const test::TempDir data;
  SystemLoop loop;  // nobody runs it
  const auto socket = StatusSocket::listen(loop, data.str(), [] { return std::string("{}"); });
  REQUIRE(socket);
  CHECK(code_of(status::ask(data.str(), std::chrono::milliseconds(50))) == "NO_ANSWER");
}

TEST_CASE("a host at whose door too many wait is there, and does not answer") {
  const test::TempDir data;
  SystemLoop loop;  // nobody runs it
  const auto tell = [] { return std::string("{}"); };
  const auto socket = StatusSocket::listen(loop, data.str(), tell);
  REQUIRE(socket);
  std::vector<files::Descriptor> waiting;
  while (auto one = visit(data.str())) waiting.push_back(std::move(one));
  CHECK(waiting.size() >= 16);
  CHECK(code_of(status::ask(data.str(), std::chrono::milliseconds(50))) == "NO_ANSWER");
  CHECK_FALSE(StatusSocket::listen(loop, data.str(), tell));
}

TEST_CASE("a host that ends before it has said anything has not answered") {
  const test::TempDir data;
  const Host host(data.str(), "");
  const auto said = status::ask(data.str());
  REQUIRE_FALSE(said);
  CHECK(said.error().code == "NO_ANSWER");
  CHECK(said.error().what == "the host ended while it answered");
}

TEST_CASE("a host has a place for thirty-two who do not listen, and no more") {
  const test::TempDir data;
  const Host host(data.str(), std::string(3'000'000, 'x'));
  std::vector<files::Descriptor> visitors;
  std::size_t told = 0;
  while (visitors.size() < 40) {
    auto one = visit(data.str());
    if (!one) continue;  // those before are still let in
    pollfd readable{one.get(), POLLIN, 0};
    REQUIRE(::poll(&readable, 1, 4000) == 1);
    char first{};
    if (::recv(one.get(), &first, 1, 0) == 1) ++told;
    visitors.push_back(std::move(one));
  }
  CHECK(told == 32);
}

TEST_CASE("a data directory's path may be longer than a socket's address") {
  const test::TempDir data;
  const auto deep = data.str() + "/" + std::string(150, 'd');
  std::filesystem::create_directory(deep);
  const Host host(deep, "{}");
  CHECK(status::ask(deep));
}
