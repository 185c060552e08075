#include "runtime/status/status_socket.h"

#include <filesystem>
#include <thread>

#include <catch2/catch.hpp>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "api/base/system_loop.h"
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

std::string code_of(const Result<std::string>& answer) {
  return answer ? "none" : answer.error().code;
}

}  // namespace

TEST_CASE("a host tells whoever asks, in whole, as often as they ask") {
  const test::TempDir data;
  const std::string text(3'000'000, 'x');  // more than a socket holds
  const Host host(data.str(), text);
  for (int i = 0; i < 3; ++i) {
    const auto said = status::ask(data.str());
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

TEST_CASE("a data directory's path may be longer than a socket's address") {
  const test::TempDir data;
  const auto deep = data.str() + "/" + std::string(150, 'd');
  std::filesystem::create_directory(deep);
  const Host host(deep, "{}");
  CHECK(status::ask(deep));
}
