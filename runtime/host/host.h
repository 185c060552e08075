#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/base/error.h"
#include "api/base/system_loop.h"
#include "api/client/buckets.h"
#include "api/client/client.h"
#include "api/oauth/installer.h"
#include "api/oauth/keeper.h"
#include "runtime/endpoint/endpoint.h"
#include "runtime/host/bot.h"
#include "runtime/host/portal.h"
#include "runtime/status/status_socket.h"

namespace luabot {

/// Portals with their bots, from start to a stop that loses nothing.
class Host {
 public:
  /// How an application is authorized on a portal.
  struct Authorized {
    oauth::Application application;
    std::string member_id;                ///< the only portal that may install it; empty: whichever is first
    std::optional<oauth::Tokens> tokens;  ///< when none are kept yet
  };
  struct PortalOptions {
    std::string name;  ///< the luabot.toml's; empty when there is one portal and no luabot.toml
    std::variant<client::Address, Authorized> access;
    client::Limit limit;
    Secret application_token{};  ///< of pushed events, where it does not come with an installation
    std::vector<Bot::Options> bots;
  };
  struct Options {
    std::string data;              ///< directory of all state
    std::optional<Listen> listen;  ///< where installations and pushed events arrive
    std::string public_url;        ///< as portals reach that; may be empty where nothing is pushed
    std::vector<PortalOptions> portals;
  };
  struct Hooks {
    std::function<void(Bot& bot)> ready;             ///< registered and polling
    std::function<void(const Error& error)> failed;  ///< one bot, or all of a portal, cannot run
    std::function<void()> over;                      ///< nothing is left that could run
  };

  Host(SystemLoop& loop, Options options, Hooks hooks);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  /// Opens the journals and begins; what follows comes through the hooks, on the loop. An error when the
  /// address to listen on cannot be had: then nothing has begun.
  Result<void> start();
  /// Lets running handlers finish, 10 s at most; then `stopped`. What is unfinished by then is in the
  /// journals.
  void stop(std::function<void()> stopped);
  /// The first portal's first bot; null when it could not run.
  [[nodiscard]] Bot* first_bot();

 private:
  void serve_status();
  Result<void> open(PortalOptions& of, class Partitions& partitions);
  Result<std::unique_ptr<client::Client>> authorize(const PortalOptions& of, const Authorized& authorized);
  void take_installations(const std::string& portal, oauth::Installer& installer);
  void failed(const Error& error);
  void look();
  [[nodiscard]] std::size_t load() const;

  SystemLoop& loop_;
  Options options_;
  Hooks hooks_;
  struct Application {
    std::unique_ptr<oauth::Keeper> keeper;
    std::unique_ptr<oauth::Installer> installer;
  };
  std::shared_ptr<client::Buckets> buckets_ = std::make_shared<client::Buckets>();
  std::vector<Application> applications_;  // outlive the portals' clients
  std::unique_ptr<Endpoint> endpoint_;     // gone before what it hands requests to
  std::vector<std::unique_ptr<Portal>> portals_;
  std::unique_ptr<status::StatusSocket> status_;
  std::int64_t started_ms_ = 0;
  bool stopping_ = false;
  bool over_ = false;
  Handle looking_;
  Handle patience_;
};

}  // namespace luabot
