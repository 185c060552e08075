#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "api/base/error.h"
#include "api/base/loop.h"
#include "runtime/files/descriptor.h"

namespace luabot::status {

/// Where a host tells how it is doing: the socket DATA/status.sock, open to the host's own user alone. Who
/// connects is sent the present status, JSON text, and then the end. Lives on the loop's thread.
class StatusSocket {
 public:
  /// Takes the place of a socket that a dead host has left. STATUS_NOT_SERVED when that cannot be, or when
  /// another host serves it; a host runs without as well.
  [[nodiscard]] static Result<std::unique_ptr<StatusSocket>> listen(Loop& loop, const std::string& data,
                                                                    std::function<std::string()> tell);
  ~StatusSocket();
  StatusSocket(const StatusSocket&) = delete;
  StatusSocket& operator=(const StatusSocket&) = delete;

 private:
  struct Visitor {
    files::Descriptor socket;
    std::string rest;  // not sent yet
    std::unique_ptr<Watch> watch;
    Handle patience;
  };

  StatusSocket(Loop& loop, files::Descriptor directory, files::Descriptor socket,
               std::function<std::string()> tell);
  void accept();
  void send(int visitor);
  void leave(int visitor);

  Loop& loop_;
  files::Descriptor directory_;
  files::Descriptor socket_;
  std::function<std::string()> tell_;
  std::map<int, Visitor> visitors_;
  std::unique_ptr<Watch> watch_;
};

/// The status of the host that runs on this data directory. NOT_RUNNING when there is none, NO_ANSWER when it
/// has said nothing in time.
[[nodiscard]] Result<std::string> ask(const std::string& data,
                                      std::chrono::milliseconds patience = std::chrono::seconds(5));

}  // namespace luabot::status
