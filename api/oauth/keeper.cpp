#include "api/oauth/keeper.h"

#include <random>
#include <utility>
#include <vector>

#include "api/base/log.h"
#include "api/client/backoff.h"

namespace luabot::oauth {
namespace {

/// Tokens that last shorter than this are renewed more and more slowly.
constexpr Duration short_life = std::chrono::minutes(1);

Error not_installed(const std::string& name) {
  return {"NOT_INSTALLED",
          "the application is not installed on the portal " + name,
          {},
          "Install it there; the installation brings the tokens."};
}

client::Client::Dice random_dice() {
  return [engine = std::mt19937_64(std::random_device{}())]() mutable {
    return std::uniform_real_distribution<double>(0, 1)(engine);
  };
}

}  // namespace

struct Keeper::Listener final : Pending {
  Keeper* keeper = nullptr;  ///< null when it is gone
  std::function<void()> changed;
  ~Listener() override {
    if (keeper != nullptr) keeper->listeners_.erase(this);
  }
};

Result<std::unique_ptr<Keeper>> Keeper::open(Loop& loop, std::string name, const Application& application,
                                             Store store) {
  auto endpoint = client::parse_endpoint(application.server);
  if (!endpoint) {
    Error error = endpoint.error();
    error.where = "address of the OAuth server";
    error.hint = "It is https://oauth.bitrix.info/oauth/token/ unless Bitrix24 said otherwise.";
    return error;
  }
  auto server = std::make_unique<TokenServer>(loop, application, client::make_form_transport(loop, *endpoint),
                                              random_dice());
  return std::make_unique<Keeper>(loop, std::move(name), std::move(store), std::move(server), random_dice());
}

Keeper::Keeper(Loop& loop, std::string name, Store store, std::unique_ptr<TokenServer> server,
               client::Client::Dice dice)
    : loop_(loop),
      name_(std::move(name)),
      store_(std::move(store)),
      server_(std::move(server)),
      dice_(std::move(dice)),
      error_(not_installed(name_)) {}

Keeper::~Keeper() {
  for (Listener* listener : listeners_) listener->keeper = nullptr;
}

Result<void> Keeper::load(const std::optional<Tokens>& initial) {
  auto stored = store_.load(name_);
  if (!stored) return stored.error();
  if (*stored) {
    take(**stored);
    return {};
  }
  return initial ? install(*initial) : Result<void>();
}

Result<void> Keeper::install(const Tokens& tokens) {
  if (auto saved = store_.save(name_, tokens); !saved) return saved;
  in_a_row_ = 0;
  take(tokens);
  return {};
}

Result<void> Keeper::forget() {
  if (auto gone = store_.forget(name_); !gone) return gone;
  step_.reset();
  renewing_ = false;
  fresh_.reset();
  tokens_.reset();
  grant_.reset();
  error_ = not_installed(name_);
  error_until_ = TimePoint::max();
  tell();
  return {};
}

std::shared_ptr<const client::Grant> Keeper::grant() const {
  return renewing_ || error() ? nullptr : grant_;
}

std::optional<Error> Keeper::error() const {
  return loop_.now() < error_until_ ? error_ : std::nullopt;
}

void Keeper::expired(const std::shared_ptr<const client::Grant>& which) {
  if (renewing_ || !which || which != grant_ || error()) return;
  renewing_ = true;
  const auto now = loop_.now();
  in_a_row_ = now - renewed_at_ < short_life ? in_a_row_ + 1 : 0;
  const auto pause = in_a_row_ == 0 ? Duration::zero() : client::backoff(in_a_row_, dice_());
  step_ = loop_.after(pause, [this] { renew(); });
}

Handle Keeper::listen(std::function<void()> changed) {
  auto listener = std::make_unique<Listener>();
  listener->keeper = this;
  listener->changed = std::move(changed);
  listeners_.insert(listener.get());
  return listener;
}

void Keeper::renew() {
  step_ = server_->renew(tokens_->refresh_token, [this](Result<Tokens> result) { got(std::move(result)); });
}

void Keeper::got(Result<Tokens> result) {
  if (!result) return fail(result.error());
  if (result->member_id != tokens_->member_id) {
    Error error{"PORTAL_MISMATCH",
                "the OAuth server answered with the tokens of another portal",
                {},
                "Install the application again on the portal."};
    error.outcome = Outcome::refused;
    return fail(error);
  }
  result->application_token = tokens_->application_token;
  fresh_ = std::move(*result);
  store(0);
}

/// Until the disk takes them, the calls wait: a pair that is used and then lost would mean a new
/// installation.
void Keeper::store(int failures) {
  const auto saved = store_.save(name_, *fresh_);
  if (saved) {
    renewed_at_ = loop_.now();
    log(Level::debug, "oauth", name_ + ": the access token was renewed");
    return take(*std::exchange(fresh_, std::nullopt));
  }
  if (failures == 0) log(Level::error, "oauth", name_ + ": " + saved.error().text());
  step_ = loop_.after(client::backoff(failures + 1, dice_()), [this, failures] { store(failures + 1); });
}

void Keeper::take(const Tokens& tokens) {
  step_.reset();
  renewing_ = false;
  fresh_.reset();
  tokens_ = tokens;
  grant_ = std::make_shared<client::Grant>(client::Grant{tokens.endpoint, tokens.access_token});
  error_.reset();
  tell();
}

void Keeper::fail(const Error& error) {
  step_.reset();
  renewing_ = false;
  error_ = error;
  error_->what = "the portal " + name_ + ": " + error.what;
  const bool lasting = error.outcome == Outcome::refused;
  error_until_ = TimePoint::max();
  if (error.code == "PAYMENT_REQUIRED") error_until_ = loop_.now() + payment_pause;
  log(lasting ? Level::error : Level::warn, "oauth", error_->text());
  if (lasting) return tell();
  // The calls that wait now have waited long enough. The next one finds the old token, and so tries again.
  telling_ = loop_.after(Duration::zero(), [this] {
    tell_all();
    error_.reset();
  });
}

/// Soon: this may happen within a call of the client's.
void Keeper::tell() {
  telling_ = loop_.after(Duration::zero(), [this] { tell_all(); });
}

void Keeper::tell_all() {
  const std::vector<Listener*> all(listeners_.begin(), listeners_.end());
  for (auto* listener : all)
    if (listeners_.count(listener) != 0) listener->changed();
}

}  // namespace luabot::oauth
