#include "runtime/journal/bot_operations.h"

namespace luabot::journal {

void SetBotId::apply(Statements& use) {
  use.set_bot_id.run(bot_, bot_id_);
}

void SaveBundle::apply(Statements& use) {
  use.save_bundle.run(hash_, files_, wall_ms_);
}

void ReadStore::apply(Statements& use) {
  auto rows = use.read_store.rows(bot_, key_);
  value_ = rows.next() ? std::optional(rows.text(0)) : std::nullopt;
}

ChangeStore::ChangeStore(BotKey bot, RunId run, std::string bundle, Step step, StoreChange change,
                         Answer answer, Done done)
    : bot_(bot),
      run_(run),
      bundle_(std::move(bundle)),
      step_(std::move(step)),
      change_(std::move(change)),
      answer_(std::move(answer)),
      done_(std::move(done)) {}

bool ChangeStore::existed(Statements& use) const {
  return use.read_store.rows(bot_, change_.key).next();
}

void ChangeStore::apply(Statements& use) {
  {
    auto rows = use.read_step.rows(run_, step_.number);
    if (rows.next()) {
      // A worker died before it had the answer, and its successor asks again.
      step_.value = rows.text(0);
      return;
    }
  }
  step_.value = answer_(existed(use));
  if (!use.goes_on(run_)) return;
  if (change_.kind == StoreChange::Kind::set) {
    use.set_store.run(bot_, change_.key, change_.value);
  } else {
    use.remove_store.run(bot_, change_.key);
  }
  use.finish_step(run_, bundle_, step_);
}

}  // namespace luabot::journal
