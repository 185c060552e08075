#include "runtime/intake/intake.h"

#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "api/base/log.h"
#include "runtime/intake/page.h"

namespace luabot {

Intake::Intake(Loop& loop, journal::Journal& journal, client::Client& client, Polling polling, Hooks hooks)
    : loop_(loop),
      journal_(journal),
      client_(client),
      polling_(polling),
      hooks_(std::move(hooks)),
      delay_(polling.min),
      self_(std::make_shared<Intake*>(this)) {}

Intake::~Intake() {
  *self_ = nullptr;
}

void Intake::start(journal::BotKey key, std::int64_t bot_id, Secret token, std::int64_t offset) {
  key_ = key;
  bot_id_ = bot_id;
  token_ = std::move(token);
  offset_ = offset;
  running_ = true;
  poll();
}

void Intake::stop() {
  running_ = false;
  timer_.reset();
  call_.reset();
}

void Intake::resume() {
  if (full_) poll();
}

void Intake::poke() {
  delay_ = polling_.min;
  if (timer_)
    poll();
  else
    poked_ = true;  // a poll is under way: it may have missed the event
}

void Intake::poll_after(Duration delay) {
  if (running_) timer_ = loop_.after(delay, [this] { poll(); });
}

void Intake::poll() {
  timer_.reset();
  if (!running_ || call_ || committing_) return;
  full_ = !hooks_.room();
  if (full_) return;
  poked_ = false;
  Json params{{"botId", bot_id_}, {"botToken", token_.reveal()}, {"limit", polling_.page}};
  if (offset_ > 0) params["offset"] = offset_;
  client::Call call{"imbot.v2.Event.get", params.dump(), catalog::Repeat::idempotent};
  call.priority = client::Priority::poll;
  call_ = client_.call(std::move(call), [this](Result<client::Answer> answer) {
    call_.reset();
    if (!running_) return;
    if (answer)
      got(*answer);
    else
      failed(answer.error());
  });
}

void Intake::got(const client::Answer& answer) {
  auto page = read_page(answer.result(), offset_, hooks_.wanted);
  if (!page) return failed(page.error());
  if (!trouble_.empty()) log(Level::info, "intake", "polling works again");
  trouble_.clear();
  for (const auto& complaint : page->complaints) log(Level::warn, "intake", complaint);
  const bool again = page->full;
  delay_ = page->size > 0 ? polling_.min : std::min(polling_.max, delay_ * 3 / 2);
  if (page->next_offset == offset_) return poll_after(poked_ ? Duration::zero() : delay_);

  committing_ = true;
  journal_.accept(key_, std::move(page->events), page->next_offset,
                  [self = self_, again, next = page->next_offset](std::vector<journal::Run> runs) {
                    if (*self != nullptr) (*self)->committed(std::move(runs), next, again);
                  });
}

void Intake::committed(std::vector<journal::Run> runs, std::int64_t next_offset, bool again) {
  committing_ = false;
  offset_ = next_offset;
  hooks_.accepted(std::move(runs));
  if (again || poked_)
    poll();
  else
    poll_after(delay_);
}

void Intake::failed(const Error& error) {
  if (error.text() != trouble_) {
    trouble_ = error.text();
    log(Level::error, "intake",
        fmt::format("{}. Trying again; events wait at the portal for 24 hours.", trouble_));
  }
  poll_after(polling_.max);
}

}  // namespace luabot
