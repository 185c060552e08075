#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string_view>

#include "api/base/loop.h"
#include "api/client/transport.h"
#include "api/emulator/control.h"
#include "api/emulator/oauth.h"

namespace luabot::emulator {

/// Installs the portal's application, or removes it, by posting what Bitrix24 would to its installation
/// address.
class Installs {
 public:
  Installs(Loop& loop, OAuth& oauth) : loop_(loop), oauth_(oauth) {}

  /// The control verb `install`: `url`, and `kind`, one of "event" (ONAPPINSTALL), "page" (the installation
  /// page) and "removal" (ONAPPUNINSTALL). `given` may also say `memberId`, `refreshToken` and
  /// `applicationToken`, for forgeries. Gives `status` and `body` of the application's answer, or 400 with
  /// why there was none.
  void post(std::string_view given, std::function<void(ControlAnswer)> done);

 private:
  struct UnderWay {
    std::unique_ptr<client::Transport> transport;
    std::unique_ptr<client::Exchange> exchange;
  };
  Loop& loop_;
  OAuth& oauth_;
  std::map<std::int64_t, UnderWay> under_way_;
  std::int64_t next_ = 1;
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace luabot::emulator
