#include "runtime/status/status_socket.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/status/local_address.h"

namespace luabot::status {
namespace {

constexpr int waiting_at_most = 16;
constexpr std::size_t visitors_at_most = 32;
constexpr auto visit = std::chrono::seconds(5);  // who does not read by then is shown out

Error not_served(const std::string& data, const std::string& why) {
  return {"STATUS_NOT_SERVED", "luabot status will not find this host: " + why, data};
}

bool answers(const sockaddr_un& address) {
  const files::Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  return ::connect(probe.get(), general(address), sizeof address) == 0 || errno == EAGAIN;
}

}  // namespace

Result<std::unique_ptr<StatusSocket>> StatusSocket::listen(Loop& loop, const std::string& data,
                                                           std::function<std::string()> tell) {
  files::Descriptor directory(::open(data.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory) return not_served(data, std::strerror(errno));
  const auto address = address_in(directory);
  if (answers(address)) return not_served(data, "another host serves its status there");
  ::unlink(address.sun_path);
  files::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const auto mask = ::umask(0177);
  const bool bound = ::bind(socket.get(), general(address), sizeof address) == 0;
  const int why = errno;
  ::umask(mask);
  if (!bound) return not_served(data, std::strerror(why));
  if (::listen(socket.get(), waiting_at_most) != 0) return not_served(data, std::strerror(errno));
  return std::unique_ptr<StatusSocket>(
      new StatusSocket(loop, std::move(directory), std::move(socket), std::move(tell)));
}

StatusSocket::StatusSocket(Loop& loop, files::Descriptor directory, files::Descriptor socket,
                           std::function<std::string()> tell)
    : loop_(loop),
      directory_(std::move(directory)),
      socket_(std::move(socket)),
      tell_(std::move(tell)),
      watch_(loop.watch(socket_.get(), [this](bool, bool) { accept(); })) {
  watch_->want(true, false);
}

StatusSocket::~StatusSocket() {
  ::unlink(address_in(directory_).sun_path);
}

void StatusSocket::accept() {
  files::Descriptor socket(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!socket || visitors_.size() >= visitors_at_most) return;
  const int id = socket.get();
  auto& visitor = visitors_[id];
  visitor.socket = std::move(socket);
  visitor.rest = tell_();
  visitor.watch = loop_.watch(id, [this, id](bool, bool) { send(id); });
  visitor.patience = loop_.after(visit, [this, id] { leave(id); });
  visitor.watch->want(false, true);
}

void StatusSocket::send(int visitor) {
  auto& rest = visitors_.at(visitor).rest;
  const auto sent = ::send(visitor, rest.data(), rest.size(), MSG_NOSIGNAL);
  if (sent < 0 && errno == EAGAIN) return;
  if (sent > 0) rest.erase(0, static_cast<std::size_t>(sent));
  if (sent < 0 || rest.empty()) leave(visitor);
}

/// Later, since the visitor's own watch or timer has brought us here.
void StatusSocket::leave(int visitor) {
  auto& of = visitors_.at(visitor);
  of.watch->want(false, false);
  of.patience = loop_.after(Duration::zero(), [this, visitor] {
    auto node = visitors_.extract(visitor);
    node.mapped().watch.reset();
  });
}

}  // namespace luabot::status
