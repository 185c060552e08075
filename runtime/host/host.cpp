#include "runtime/host/host.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "api/base/log.h"
#include "runtime/host/partitions.h"
#include "runtime/status/snapshot.h"

namespace luabot {
namespace {

constexpr auto stop_within = std::chrono::seconds(10);

}  // namespace

Host::Host(SystemLoop& loop, Options options, Hooks hooks)
    : loop_(loop), options_(std::move(options)), hooks_(std::move(hooks)) {}

Host::~Host() = default;

Result<void> Host::start() {
  if (options_.listen) {
    auto endpoint = Endpoint::listen(loop_, *options_.listen);
    if (!endpoint) return endpoint.error();
    endpoint_ = std::move(*endpoint);
    log(Level::info, "host", fmt::format("listening on {}:{}", options_.listen->address, endpoint_->port()));
  }
  Partitions partitions(loop_, options_.data);
  for (auto& of : options_.portals) {
    auto opened = open(of, partitions);
    if (opened) continue;
    Error error = opened.error();
    if (!of.name.empty()) error.where = of.name + ": " + error.where;
    failed(error);
  }
  for (const auto& portal : portals_) portal->start();
  serve_status();
  look();
  return {};
}

void Host::serve_status() {
  started_ms_ = loop_.wall_ms();
  auto socket = status::StatusSocket::listen(loop_, options_.data, [this] {
    status::Snapshot snapshot{started_ms_, loop_.wall_ms(), {}};
    for (const auto& portal : portals_) snapshot.portals.push_back(portal->status());
    return status::to_json(snapshot);
  });
  if (socket)
    status_ = std::move(*socket);
  else
    log(Level::warn, "host", socket.error().text());
}

Result<void> Host::open(PortalOptions& of, Partitions& partitions) {
  const auto* address = std::get_if<client::Address>(&of.access);
  // An application's portal may move to another address.
  const auto& known = address != nullptr ? address->host : of.name;
  auto journal = partitions.open(of.name, known);
  if (!journal) return journal.error();
  Portal::Options options{.name = of.name,
                          .known = known,
                          .limit = of.limit,
                          .of_application = address == nullptr,
                          .endpoint = endpoint_.get(),
                          .public_url = options_.public_url,
                          .bots = std::move(of.bots)};
  std::unique_ptr<client::Client> client;
  if (address != nullptr) {
    options.application_token = [&of] { return &of.application_token; };
    client = std::make_unique<client::Client>(loop_, *address, of.limit, buckets_);
  } else {
    auto authorized = authorize(of, std::get<Authorized>(of.access));
    if (!authorized) return authorized.error();
    client = std::move(*authorized);
    // An installation by the page alone brings none.
    options.application_token = [&of, keeper = applications_.back().keeper.get()] {
      const auto& tokens = keeper->tokens();
      return tokens && !tokens->application_token.empty() ? &tokens->application_token
                                                          : &of.application_token;
    };
  }
  portals_.push_back(std::make_unique<Portal>(
      loop_, std::move(*journal), std::move(client), std::move(options),
      Portal::Hooks{[this](Bot& bot) { hooks_.ready(bot); }, [this](const Error& error) { failed(error); }}));
  return {};
}

/// The client of a portal that an application calls. Before the application is installed its calls fail, and
/// its bots try again, so that they begin with the installation.
Result<std::unique_ptr<client::Client>> Host::authorize(const PortalOptions& of,
                                                        const Authorized& authorized) {
  auto keeper =
      oauth::Keeper::open(loop_, of.name, authorized.application, oauth::Store(options_.data + "/oauth"));
  if (!keeper) return keeper.error();
  if (auto loaded = (*keeper)->load(authorized.tokens); !loaded) return loaded.error();
  auto& made = applications_.emplace_back();
  made.keeper = std::move(*keeper);
  made.installer = std::make_unique<oauth::Installer>(*made.keeper, authorized.member_id);
  if (endpoint_) take_installations(of.name, *made.installer);
  return std::make_unique<client::Client>(loop_, *made.keeper, of.limit, buckets_);
}

void Host::take_installations(const std::string& portal, oauth::Installer& installer) {
  const std::string path = "/install/" + portal;
  endpoint_->route(path, [&installer](const http::Request& request, http::Respond respond) {
    installer.handle(request, std::move(respond));
  });
  log(Level::info, "host",
      fmt::format("{}: installations are taken at {}{}", portal, options_.public_url, path));
}

void Host::failed(const Error& error) {
  hooks_.failed(error);
  look();
}

/// Whether anything is left. Later, so that all that fail at once have been told of.
void Host::look() {
  looking_ = loop_.after(Duration::zero(), [this] {
    const bool alive =
        std::any_of(portals_.begin(), portals_.end(), [](const auto& portal) { return portal->alive() > 0; });
    if (!alive && !stopping_ && !std::exchange(over_, true)) hooks_.over();
  });
}

void Host::stop(std::function<void()> stopped) {
  stopping_ = true;
  auto once = std::make_shared<std::function<void()>>(std::move(stopped));
  const auto finish = [once] {
    if (const auto call = std::exchange(*once, nullptr)) call();
  };
  patience_ = loop_.after(stop_within, [this, finish] {
    log(Level::warn, "host",
        fmt::format("{} runs did not end in time; they continue at the next start", load()));
    finish();
  });
  auto open = std::make_shared<std::size_t>(portals_.size() + 1);
  const auto one = [this, open, finish] {
    if (--*open > 0) return;
    patience_.reset();
    loop_.post(finish);
  };
  for (const auto& portal : portals_) portal->stop(one);
  one();
}

std::size_t Host::load() const {
  std::size_t sum = 0;
  for (const auto& portal : portals_) sum += portal->load();
  return sum;
}

Bot* Host::first_bot() {
  return portals_.empty() ? nullptr : portals_.front()->first_bot();
}

}  // namespace luabot
