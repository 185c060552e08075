#include "runtime/runs/effects.h"

#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "api/base/log.h"
#include "runtime/runs/batch_call.h"
#include "runtime/runs/job.h"
#include "runtime/runs/rest_call.h"
#include "runtime/wire/frame.h"

namespace luabot {
namespace {

/// What fits into a frame to the worker, beside the frame's other fields.
constexpr std::size_t largest_answer = wire::max_frame - 1024;

Error too_large(const std::string& method, std::size_t size) {
  return {"ANSWER_TOO_LARGE",
          fmt::format("the call was carried out, but its answer of {} MiB is too large", size >> 20U), method,
          "Ask for less at a time."};
}

}  // namespace

Effects::Effects(Loop& loop, journal::Journal& journal, client::Client& client)
    : loop_(loop), journal_(journal), client_(client), work_(loop) {}

void Effects::perform(const std::shared_ptr<Run>& run, const std::string& bundle, const wire::Call& call,
                      Done done, Diverged diverged) {
  auto job =
      std::make_shared<Job>(Job{run, bundle, call, fingerprint(call.service, call.op, call.params),
                                std::exchange(run->incoming, nullptr), std::move(done), std::move(diverged)});
  const journal::Step* recorded = run->step(call.step);
  const bool under_way = run->under_way && run->under_way->step == call.step;
  const std::string* before = recorded != nullptr ? &recorded->fingerprint
                              : under_way         ? &run->under_way->fingerprint
                                                  : nullptr;
  if (before != nullptr && *before != job->print)
    return job->diverged(fmt::format("replay diverged at step {}: the first time it was {}, now it is {}",
                                     call.step, *before, job->print));
  if (recorded != nullptr && recorded->finished && call.service == "file" && !hand_held(*job, *recorded))
    return;
  if (recorded != nullptr && recorded->finished)
    return job->done(recorded->ok, recorded->value, recorded->wall_ms);
  if (under_way) return;  // asked again after a crash of the worker: the answer is on its way
  if (call.service == "b24" || call.service == "batch") return rest(job);
  if (call.service == "store") return store(job);
  if (call.service == "file") return file(job);
  refuse(*job, Error{"UNKNOWN_SERVICE", fmt::format("no service '{}'", call.service)});
}

/// What a script's errors name: a method of the portal, or nothing; then the library says which of its
/// functions it was.
std::string Effects::method_of(const Job& job) {
  return job.asked.service == "b24" || job.asked.service == "batch" ? job.asked.op : std::string();
}

/// Mistakes of the script are answered at once and not recorded: a replay makes them again. So their answer
/// may not say what time it is now.
void Effects::refuse(const Job& job, const Error& error) {
  job.done(false, script_error(error, method_of(job)), job.run->time_at(job.asked.step));
}

/// What is no mistake of the script's is recorded: a replay could find it otherwise, and then do what the run
/// has not done.
void Effects::fail(const std::shared_ptr<Job>& job, const Error& error) {
  if (begin(*job)) finish(job, false, script_error(error, method_of(*job)));
}

/// Marks the step as under way until finish(). False if another one is: then this replay has left the path.
bool Effects::begin(const Job& job) {
  auto& under_way = job.run->under_way;
  if (under_way) {
    job.diverged(fmt::format("replay diverged at step {}: it asks for {} while step {}, {}, is under way",
                             job.asked.step, job.print, under_way->step, under_way->fingerprint));
    return false;
  }
  under_way = UnderWay{job.asked.step, job.print, nullptr};
  return true;
}

void Effects::rest(const std::shared_ptr<Job>& job) {
  const auto& record = job->run->record;
  const std::string event = fmt::format("{}/{}/{}", bot_.portal, bot_.code, record.event.event_id);
  auto prepared = job->asked.service == "batch" ? prepare_batch_call(job->asked, bot_, event)
                                                : prepare_rest_call(job->asked, bot_, event);
  if (!prepared) return refuse(*job, prepared.error());
  for (const auto& warning : prepared->warnings)
    log(Level::warn, bot_.code, fmt::format("{}: {}: {}", job->asked.where, job->asked.op, warning));
  job->call = std::move(prepared->call);
  job->page = prepared->page;
  request(job);
}

/// Whether the call went out before a restart, perhaps, and may not go out again.
bool Effects::begun_before(const Job& job) {
  return !job.call.repeatable() && job.run->step(job.asked.step) != nullptr;
}

/// Makes the job's request, once whatever it may do twice is safe.
void Effects::request(const std::shared_ptr<Job>& job) {
  if (!begin(*job)) return;
  if (begun_before(*job)) {
    const Error unknown{"UNKNOWN_OUTCOME",
                        "the host stopped while this call was under way; it may have been carried out",
                        job->asked.op,
                        "Check, or call with { retry = \"always\" }.",
                        0,
                        Outcome::unknown};
    return finish(job, false, script_error(unknown, method_of(*job)));
  }
  if (!job->call.repeatable()) {
    auto& step = job->run->record.steps.emplace_back();
    step.number = job->asked.step;
    step.fingerprint = job->print;
    journal_.begin_step(job->run->record.id, job->bundle, job->asked.step, job->print,
                        [this, job] { send(job); });
    return;
  }
  if (job->call.repeat == catalog::Repeat::read) return send(job);
  when_saved(job, [this, job] { send(job); });
}

/// What others may see waits until all that the script knows so far is committed.
void Effects::when_saved(const std::shared_ptr<Job>& job, std::function<void()> go) {
  if (job->run->unsaved == 0) return go();
  job->run->gated = std::move(go);
  journal_.hurry();
}

void Effects::send(const std::shared_ptr<Job>& job) {
  if (job->run->over) return;
  job->call.bot = bot_.code;
  job->call.dialog = job->run->record.event.dialog;
  job->run->under_way->handle = client_.call(job->call, [this, job](Result<client::Answer> answer) {
    const auto& method = job->call.method;
    if (!answer && answer.error().code == "DROPPED") return finish(job, true, "false");
    if (!answer) return finish(job, false, script_error(answer.error(), method));
    if (job->call.repeat == catalog::Repeat::deduplicated && message_sent_) message_sent_();
    std::string value = script_value(*answer, job->page);
    if (value.size() > largest_answer)
      return finish(job, false, script_error(too_large(method, value.size()), method));
    finish(job, true, std::move(value));
  });
}

void Effects::finish(const std::shared_ptr<Job>& job, bool ok, std::string value) {
  Run& run = *job->run;
  if (run.over) return;
  journal::Step* step = run.step(job->asked.step);
  if (step == nullptr) step = &run.record.steps.emplace_back();
  *step = {job->asked.step, job->print, true, ok, std::move(value), loop_.wall_ms()};
  run.under_way.reset();
  ++run.unsaved;
  journal_.record_step(run.record.id, job->bundle, *step, [weak = std::weak_ptr<Run>(job->run)] {
    const auto of = weak.lock();
    if (!of || --of->unsaved > 0 || !of->gated) return;  // gated is empty once the run is over
    const auto go = std::exchange(of->gated, nullptr);
    go();
  });
  const journal::Step answer = *step;
  job->done(ok, answer.value, answer.wall_ms);
}

void Effects::store(const std::shared_ptr<Job>& job) {
  const Json params = Json::parse(job->asked.params, nullptr, false);
  const auto& op = job->asked.op;
  if (op != "get" && op != "set" && op != "delete")
    return refuse(*job, Error{"UNKNOWN_METHOD", fmt::format("the store has no '{}'", op)});
  const bool shaped = params.is_object() && params.contains("key") && params["key"].is_string();
  if (!shaped || (op == "set" && !params.contains("value")))
    return refuse(*job, Error{"BAD_PARAMS", fmt::format("store.{}: a key is a text", op)});
  const auto key = params["key"].get<std::string>();
  const Run& run = *job->run;
  if (!begin(*job)) return;

  if (op == "get")
    return journal_.read_store(bot_.key, key, [this, job](const std::optional<std::string>& value) {
      finish(job, true, value.value_or("null"));
    });

  const journal::StoreChange change =
      op == "set" ? journal::StoreChange{journal::StoreChange::Kind::set, key,
                                         params["value"].dump(-1, ' ', false, Json::error_handler_t::replace)}
                  : journal::StoreChange{journal::StoreChange::Kind::remove, key, {}};
  const journal::Step step{job->asked.step, job->print, true, true, {}, loop_.wall_ms()};
  journal_.change_store(
      bot_.key, run.record.id, job->bundle, step, change,
      [set = op == "set"](bool existed) { return std::string(set || existed ? "true" : "false"); },
      [job, step](const std::string& value) {
        if (job->run->over) return;
        journal::Step made = step;
        made.value = value;
        job->run->record.steps.push_back(made);
        job->run->under_way.reset();
        job->done(true, made.value, made.wall_ms);
      });
}

}  // namespace luabot
