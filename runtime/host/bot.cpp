#include "runtime/host/bot.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <unistd.h>

#include "api/base/log.h"
#include "runtime/registration/rotation.h"
#include "runtime/runs/rest_call.h"
#include "runtime/wire/frame.h"

namespace luabot {
namespace {

Delivery::Options delivery_of(const Bot::Options& options) {
  Delivery::Options made = options.delivery;
  made.polling = options.polling;
  return made;
}

constexpr std::size_t runs_held = 2000;  // beyond this, events stay at the portal
constexpr int crashes_allowed = 3;
constexpr std::size_t largest_event = wire::max_frame - 1024;  // what fits into a frame to the worker

/// What the log calls a speaker: "echo@acme" where there are several portals.
std::string with_portal(const std::string& speaker, const std::string& portal) {
  return portal.empty() ? speaker : speaker + "@" + portal;
}

/// An answer with the bytes of a file before it, read as the worker takes them.
WorkerProcess::Source with_bytes(wire::Answer answer, std::shared_ptr<files::Place::File> file) {
  auto sent = std::make_shared<std::uint64_t>(0);
  return [answer = std::move(answer), file = std::move(file), sent](std::string& out) {
    std::string bytes(std::min<std::uint64_t>(wire::chunk_size, file->size - *sent), '\0');
    const auto got = pread(file->descriptor.get(), bytes.data(), bytes.size(), static_cast<off_t>(*sent));
    if (got < 0 || static_cast<std::size_t>(got) < bytes.size()) {
      const Error error{"FILE_FAILED", "the file could not be read to its end"};
      wire::Answer{answer.run, answer.step, answer.wall_ms, false, script_error(error)}.encode(out);
      return false;
    }
    wire::Chunk{answer.run, bytes}.encode(out, wire::Type::part);
    *sent += bytes.size();
    if (*sent < file->size) return true;
    answer.encode(out);
    return false;
  };
}

}  // namespace

struct Bot::Held {
  std::shared_ptr<Run> run;
  Generation* generation = nullptr;
  bool started = false;  // holds its dialog's turn
  bool sent = false;     // its generation's present worker has it
};

Bot::Bot(Loop& loop, journal::Journal& journal, client::Client& client, std::string portal, Options options,
         Hooks hooks)
    : loop_(loop),
      journal_(journal),
      portal_(std::move(portal)),
      options_(std::move(options)),
      hooks_(std::move(hooks)),
      effects_(loop, journal, client),
      registrar_(loop, client, with_portal("registration", options_.portal_name),
                 [this](std::int64_t bot_id, std::function<void()> go_on) {
                   if (stopping_ || !know(bot_id)) return;
                   const auto& bot = effects_.bot();
                   delivery_.drain({bot.key, bot_id, bot.token, known_.offset}, std::move(go_on));
                 }),
      delivery_(loop, journal, client, portal_, delivery_of(options_),
                {[this](std::vector<journal::Run> runs) { take(std::move(runs)); },
                 [this](const std::string& type) { return definition_.handles(type); },
                 [this] { return runs_.size() < runs_held; }, with_portal("intake", options_.portal_name)}),
      turns_(options_.runs_at_once) {
  effects_.on_message([this] { delivery_.quicken(); });
}

Bot::~Bot() {
  for (auto& [id, held] : runs_) held.run->close();
}

Result<void> Bot::start() {
  auto bundle = read_bundle(options_.path);
  if (!bundle) return bundle.error();
  auto made = std::make_unique<Generation>(loop_, 1, std::move(*bundle), options_.worker, hooks_for(1));
  current_ = generations_.emplace(1, std::move(made)).first->second.get();
  current_->start();
  return {};
}

Generation::Hooks Bot::hooks_for(std::uint64_t number) {
  return {[this, number](const std::string& definition) {
            Generation& generation = *generations_.at(number);
            if (&generation == current_ && definition_.code.empty()) return loaded(definition);
            worker_ready(generation);
          },
          [this, number](const std::string& text) { load_failed(*generations_.at(number), text); },
          [this, number](const std::string& reason) { worker_died(*generations_.at(number), reason); },
          [this, number](const wire::Call& asked) { call(number, asked); },
          [this, number](const wire::Chunk& chunk) { content(number, chunk); },
          [this](const wire::Log& line) {
            log(static_cast<Level>(line.level), room(),
                line.where.empty() ? line.text : line.where + ": " + line.text);
          },
          [this, number](const wire::Done& ended) { done(number, ended); }};
}

std::string Bot::room() const {
  return with_portal(definition_.code.empty() ? current_->bundle().name : definition_.code,
                     options_.portal_name);
}

/// The run if that generation's worker has it. What a worker says of any other run is not heeded: a run that
/// was given up, or a worker that is out of its mind.
Bot::Held* Bot::held_by(std::uint64_t generation, journal::RunId run) {
  const auto at = runs_.find(run);
  const bool has = at != runs_.end() && at->second.sent && at->second.generation->number() == generation;
  return has ? &at->second : nullptr;
}

void Bot::loaded(const std::string& definition) {
  if (stopping_) return;
  auto parsed = BotDefinition::parse(definition);
  if (!parsed) return hooks_.failed(parsed.error());
  if (hooks_.claim)
    if (const auto claimed = hooks_.claim(parsed->code); !claimed) return hooks_.failed(claimed.error());
  definition_ = std::move(*parsed);
  delivery_.prepare(definition_);
  const bool given = !options_.token.empty();
  const bool makes = !given && !options_.of_application;
  // A given token takes the place of the kept one only when the portal has accepted it.
  auto known = journal_.bot(portal_, definition_.code, makes ? make_bot_token() : Secret(), false);
  if (!known) return hooks_.failed(known.error());
  known_ = std::move(*known);
  if (!options_.files.empty())
    if (auto kept = effects_.keep_files(fmt::format("{}/{}", options_.files, known_.key)); !kept)
      return hooks_.failed(kept.error());
  journal_.save_bundle(current_->bundle().hash, current_->bundle().pack(), [] {});
  if (options_.of_application)
    register_with(Secret(), Secret());
  else if (given)
    register_with(options_.token, Secret());
  else
    register_with(known_.token, known_.next_token);
}

/// A rotation that was cut off leaves two tokens, and the portal knows which of them it took.
void Bot::register_with(const Secret& token, const Secret& otherwise) {
  effects_.identify({portal_, definition_.code, known_.key, known_.bot_id, token});
  registrar_.start(definition_, token, [this, otherwise](Result<std::int64_t> bot_id) {
    if (bot_id) return registered(*bot_id);
    if (bot_id.error().code == "BOT_CODE_ALREADY_TAKEN" && !otherwise.empty())
      return register_with(otherwise, Secret());
    hooks_.failed(bot_id.error());
  });
}

/// The current scripts not loading is the end of the matter; old ones leave their runs without a place to go
/// on.
void Bot::load_failed(Generation& generation, const std::string& text) {
  if (&generation == current_) return hooks_.failed({"SCRIPT_ERROR", text});
  std::vector<journal::RunId> stranded;
  for (const auto& [id, held] : runs_)
    if (held.generation == &generation) stranded.push_back(id);
  for (const auto id : stranded)
    give_up(id, "the scripts that this run began with do not load any more: " + text);
}

/// From here on runs can be performed. False when that cannot be, and `failed` has been told.
bool Bot::know(std::int64_t bot_id) {
  if (knows_) return true;
  BotIdentity identity = effects_.bot();
  identity.bot_id = bot_id;
  const bool fresh = identity.token.reveal() != known_.token.reveal() && !identity.token.empty();
  const auto kept = fresh ? journal_.settle_token(identity.key, identity.token) : Result<void>();
  auto unfinished =
      kept ? delivery_.unfinished(identity.key) : Result<std::vector<journal::Run>>(kept.error());
  if (!unfinished) {
    hooks_.failed(unfinished.error());
    return false;
  }
  knows_ = true;
  journal_.set_bot_id(identity.key, bot_id, [] {});
  effects_.identify(identity);
  if (!unfinished->empty())
    log(Level::info, room(), fmt::format("continuing {} unfinished runs", unfinished->size()));
  if (!delivery_.behind()) effects_.release_all_but(*unfinished);
  take(std::move(*unfinished));
  return true;
}

void Bot::registered(std::int64_t bot_id) {
  if (stopping_ || !know(bot_id)) return;
  const auto& bot = effects_.bot();
  delivery_.start({bot.key, bot_id, bot.token, known_.offset}, registrar_.bot(),
                  definition_.handles_user_events());
  hooks_.ready();
}

void Bot::take(std::vector<journal::Run> runs) {
  for (auto& record : runs) {
    const auto id = record.id;
    if (runs_.contains(id)) continue;
    Generation* generation = generation_of(record);
    const std::string dialog = record.event.dialog;
    const auto size = record.event.data.size();
    runs_.emplace(id, Held{std::make_shared<Run>(std::move(record)), generation});
    if (generation == nullptr)
      give_up(id, "the scripts that this run began with are gone from the journal");
    else if (size > largest_event)
      give_up(id, fmt::format("an event of {} MiB is too large for a worker", size >> 20U));
    else
      turns_.add(dialog, id);
  }
  go_on();
}

/// A run that has begun continues on the scripts it began with.
Generation* Bot::generation_of(const journal::Run& run) {
  if (run.steps.empty() || run.bundle.empty()) return current_;
  for (const auto& [number, generation] : generations_)
    if (generation->bundle().hash == run.bundle) return generation.get();
  const auto packed = journal_.bundle(run.bundle);
  auto bundle = packed ? Bundle::unpack(*packed) : Result<Bundle>(packed.error());
  if (!bundle) return nullptr;
  const std::uint64_t number = generations_.rbegin()->first + 1;
  auto made = std::make_unique<Generation>(loop_, number, std::move(*bundle), options_.worker,
                                           hooks_for(number), true);
  Generation* old = generations_.emplace(number, std::move(made)).first->second.get();
  old->start();
  return old;
}

void Bot::go_on() {
  if (stopping_) {
    if (turns_.running() == 0 && stopped_) delivery_.close(std::exchange(stopped_, nullptr));
    return;
  }
  if (going_on_) return;
  going_on_ = true;
  while (const auto next = turns_.next()) {
    Held& held = runs_.at(*next);
    held.started = true;
    start_run(held);
  }
  going_on_ = false;
}

/// Hands the run to its worker, now or when there is one. Runs that were executing when a worker died go on
/// one at a time: so the one that kills it is found, and the others are not given up with it.
void Bot::start_run(Held& held) {
  const auto& record = held.run->record;
  if (held.sent || !held.generation->ready()) return;
  if (held.run->crashes > 0) {
    if (trial_.value_or(record.id) != record.id) return;
    trial_ = record.id;
  }
  held.sent = true;
  wire::Start start;
  start.run = record.id;
  start.wall_ms = record.wall_ms;
  start.seed = stable_hash(fmt::format("{}/{}/{}", portal_, definition_.code, record.event.event_id));
  for (const auto& step : record.steps)  // mistakes in between are steps without a record
    if (step.finished) start.recorded = std::max(start.recorded, step.number + 1);
  start.type = record.event.type;
  start.event = record.event.data;
  held.generation->send(start);
}

void Bot::worker_ready(Generation& generation) {
  log(Level::info, room(), "a new worker has taken over");
  for (auto& [id, held] : runs_)
    if (held.started && held.generation == &generation && held.run->crashes == 0) start_run(held);
  next_trial();
}

void Bot::next_trial() {
  if (trial_) return start_run(runs_.at(*trial_));
  Held* oldest = nullptr;
  for (auto& [id, held] : runs_)
    if (held.started && held.run->crashes > 0 && held.generation->ready() &&
        (oldest == nullptr || id < oldest->run->record.id))
      oldest = &held;
  if (oldest != nullptr) start_run(*oldest);
}

void Bot::worker_died(Generation& generation, const std::string& reason) {
  log(Level::error, room(), fmt::format("the worker {}; its runs start again by replay", reason));
  std::vector<journal::RunId> hopeless;
  for (auto& [id, held] : runs_) {
    if (!held.sent || held.generation != &generation) continue;
    held.sent = false;
    // A run that was waiting for an answer was not executing: the crash is not its doing.
    if (!held.run->waiting && ++held.run->crashes >= crashes_allowed) hopeless.push_back(id);
    held.run->waiting.reset();
    held.run->incoming.reset();
  }
  for (const auto id : hopeless)
    give_up(id, fmt::format("the worker died {} times during this run: {}", crashes_allowed, reason));
}

void Bot::call(std::uint64_t number, const wire::Call& asked) {
  const Held* held = held_by(number, asked.run);
  if (held == nullptr) return;
  const auto run = held->run;
  Generation* generation = held->generation;
  run->waiting = asked.step;
  effects_.perform(
      run, generation->bundle().hash, asked,
      [run, generation, step = asked.step](bool ok, const std::string& value, std::int64_t wall_ms) {
        if (run->waiting != step) return;  // the worker died meanwhile and will ask again
        run->waiting.reset();
        const wire::Answer answer{run->record.id, step, wall_ms, ok, value};
        if (const auto file = std::exchange(run->outgoing, nullptr))
          generation->stream(with_bytes(answer, file));
        else
          generation->send(answer);
      },
      [this, id = asked.run](const std::string& why) { give_up(id, why); });
}

void Bot::content(std::uint64_t number, const wire::Chunk& chunk) {
  if (const Held* held = held_by(number, chunk.run)) effects_.content(*held->run, chunk.bytes);
}

void Bot::done(std::uint64_t number, const wire::Done& ended) {
  const Held* held = held_by(number, ended.run);
  if (held == nullptr) return;
  if (!ended.ok) {
    const auto& event = held->run->record.event;
    return give_up(ended.run, fmt::format("handler of {} (event {}) failed: {}", event.type, event.event_id,
                                          ended.error));
  }
  journal_.finish(ended.run, [] {});
  end(ended.run);
}

void Bot::give_up(journal::RunId run, const std::string& reason) {
  log(Level::error, room(), reason);
  journal_.fail(run, redact(reason), [] {});
  end(run);
}

void Bot::end(journal::RunId run) {
  const auto at = runs_.find(run);
  at->second.run->close();
  effects_.release(*at->second.run);
  Generation* generation = at->second.generation;
  runs_.erase(at);
  turns_.end(run);
  if (trial_ == run) {
    trial_.reset();
    next_trial();
  }
  if (generation != nullptr && generation != current_) retire(*generation);
  go_on();
  if (runs_.size() < runs_held / 2) delivery_.resume();
}

/// An old generation ends with its last run. Later, because one of its own frames may have brought us here.
void Bot::retire(const Generation& generation) {
  const auto on_it = [&](const auto& entry) { return entry.second.generation == &generation; };
  if (std::any_of(runs_.begin(), runs_.end(), on_it)) return;
  retired_.push_back(generation.number());
  retiring_ = loop_.after(Duration::zero(), [this] {
    for (const auto number : std::exchange(retired_, {})) generations_.erase(number);
  });
}

void Bot::stop(std::function<void()> stopped) {
  stopping_ = true;
  registrar_.stop();
  delivery_.stop();
  stopped_ = std::move(stopped);
  go_on();
}

}  // namespace luabot
