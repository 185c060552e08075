#pragma once
#include <string>

#include <sys/socket.h>
#include <sys/un.h>

#include "api/base/error.h"
#include "runtime/files/descriptor.h"

namespace luabot::status {

/// The socket's address within an open directory. An address has 108 bytes, a directory's path may have more:
/// so it goes by way of the descriptor.
[[nodiscard]] inline sockaddr_un address_in(const files::Descriptor& directory) {
  const auto path = "/proc/self/fd/" + std::to_string(directory.get()) + "/status.sock";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

/// connect() and bind() take the general type.
[[nodiscard]] inline const sockaddr* general(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

}  // namespace luabot::status
