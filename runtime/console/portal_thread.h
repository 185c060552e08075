#pragma once
#include <functional>
#include <memory>
#include <string>

#include "api/base/error.h"
#include "api/emulator/emulator.h"

namespace luabot {

/// An emulated portal on a loop and a thread of its own, so that the host meets it as it meets any portal.
class PortalThread {
 public:
  /// Listens on a loopback port; 0 takes a free one.
  static Result<std::unique_ptr<PortalThread>> start(emulator::Options options, std::uint16_t port);
  ~PortalThread();
  PortalThread(const PortalThread&) = delete;
  PortalThread& operator=(const PortalThread&) = delete;

  /// The address of its inbound webhook.
  [[nodiscard]] const std::string& url() const;
  /// Runs the task on the portal's thread, soon and in the order of the calls. Safe from any thread.
  void post(std::function<void(emulator::Portal&)> task);

 private:
  PortalThread();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace luabot
