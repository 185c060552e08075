// The service "file": what a bot keeps in its own directory, and what it sends to and gets from chats. Bytes
// go through files, never through the journal.
#include <set>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "api/base/json_text.h"
#include "api/client/download.h"
#include "runtime/runs/effects.h"
#include "runtime/runs/job.h"
#include "runtime/runs/prepare.h"
#include "runtime/runs/rest_call.h"

namespace luabot {
namespace {

constexpr auto upload_method = "imbot.v2.File.upload";
constexpr auto download_method = "imbot.v2.File.download";
constexpr auto transfer_time = std::chrono::minutes(10);
constexpr std::uint64_t largest_saved = std::uint64_t{1} << 30U;  // of a download that no script has to hold

std::string text_at(const Json& params, const char* name) {
  const auto at = params.find(name);
  return at != params.end() && at->is_string() ? at->get<std::string>() : std::string();
}

Error too_large(std::uint64_t size) {
  return {"FILE_TOO_LARGE",
          fmt::format("{} bytes; a script reads and sends {} at most", size, files::largest_content)};
}

std::string said(const std::string& name, std::uint64_t size) {
  Json value{{"size", size}};
  if (!name.empty()) value["name"] = name;
  return value.dump();
}

}  // namespace

Result<void> Effects::keep_files(const std::string& directory) {
  auto place = files::Place::open(directory);
  if (!place) return place.error();
  place_ = std::move(*place);
  return {};
}

void Effects::content(Run& run, std::string_view bytes) const {
  if (!run.incoming) {
    run.incoming = std::make_shared<Content>();
    auto spool =
        place_ ? place_->spool() : Result<files::Spool>(Error{"NO_FILES", "there is no place for files"});
    if (spool)
      run.incoming->spool = std::move(*spool);
    else
      run.incoming->error = spool.error();
  }
  auto& content = *run.incoming;
  if (content.error) return;
  const auto size = content.spool->size() + bytes.size();
  if (size > files::largest_content)
    content.error = too_large(size);
  else if (const auto added = content.spool->add(bytes); !added)
    content.error = added.error();
}

void Effects::release(const Run& run) const {
  if (place_ && run.holds) place_->release(run.record.id);
}

void Effects::release_all_but(const std::vector<journal::Run>& runs) const {
  std::set<std::uint64_t> going_on;
  for (const auto& run : runs) going_on.insert(run.id);
  if (place_) place_->release_all_but(going_on);
}

void Effects::file(const std::shared_ptr<Job>& job) {
  const Json params = Json::parse(job->asked.params, nullptr, false);
  const auto& op = job->asked.op;
  const auto name = params.is_object() ? text_at(params, "name") : std::string();
  const auto wrong = [&](const std::string& what) { refuse(*job, Error{"BAD_PARAMS", what}); };
  if (!place_) return refuse(*job, Error{"NO_FILES", "there is no place for files"});
  if (!params.is_object()) return wrong("parameters are a table with names");
  if (job->content && job->content->error) return fail(job, *job->content->error);
  if (op == "upload") return upload(job, params);
  const bool named = op != "list" && op != "fetch";
  if (const auto bad = named ? files::Place::wrong_with(name) : ""; !bad.empty())
    return wrong(fmt::format("'{}' is no name of a file: {}", name, bad));
  if (op == "download" || op == "fetch") return download(job, params);
  if (op == "save") {
    if (!job->content) return wrong("the bytes are missing");
    if (begin(*job)) when_saved(job, [this, job, name] { keep(job, name, job->content); });
    return;
  }
  if (op == "read") {
    const auto file = place_->read(name);
    if (file && file->size > files::largest_content) return fail(job, too_large(file->size));
    if (!begin(*job)) return;
    if (!file && file.error().code == "FILE_NOT_FOUND") return finish(job, true, "null");
    return hold(job, [place = *place_, name, run = job->run->record.id, step = job->asked.step] {
      return place.hold(name, run, step);
    });
  }
  if (op == "delete") {
    if (!begin(*job)) return;
    return when_saved(job, [this, job, name] {
      const auto removed = place_->remove(name);
      if (!removed) return finish(job, false, script_error(removed.error()));
      finish(job, true, *removed ? "true" : "false");
    });
  }
  if (op != "list") return refuse(*job, Error{"UNKNOWN_METHOD", fmt::format("no 'file.{}'", op)});
  const auto entries = place_->list();
  if (!begin(*job)) return;
  if (!entries) return finish(job, false, script_error(entries.error()));
  Json list = Json::array();
  for (const auto& entry : *entries) list.push_back({{"name", entry.name}, {"size", entry.size}});
  finish(job, true, list.dump(-1, ' ', false, Json::error_handler_t::replace));
}

/// A message with a file. The bytes go from their file through base64 into the request as it is sent.
void Effects::upload(const std::shared_ptr<Job>& job, const Json& params) {
  RestCall made;
  made.call.timeout = transfer_time;
  made.call.priority = client::Priority::answer;
  if (auto read = read_options(job->asked, made); !read) return refuse(*job, read.error());
  job->call = std::move(made.call);
  if (begun_before(*job)) return request(job);  // whatever has become of the file since
  auto file = std::make_shared<files::Place::File>();
  if (!job->content) {
    const auto from = text_at(params, "from");
    if (const auto bad = files::Place::wrong_with(from); !bad.empty())
      return refuse(*job, Error{"BAD_PARAMS", fmt::format("'{}' is no name of a file: {}", from, bad)});
    auto opened = place_->read(from);
    if (!opened) return fail(job, opened.error());
    *file = std::move(*opened);
  }
  const auto size = job->content ? job->content->spool->size() : file->size;
  const int fd = job->content ? job->content->spool->fd() : file->descriptor.get();
  if (size > files::largest_content) return fail(job, too_large(size));
  if (size == 0) return fail(job, Error{"FILE_EMPTY", "a file without a byte cannot be sent"});

  Json fields{{"name", params.value("name", Json())}, {"content", "AAAA"}};
  if (params.contains("message")) fields["message"] = params["message"];
  auto prepared = prepare_params(
      {.method = upload_method,
       .params = Json{{"dialogId", params.value("dialogId", Json())}, {"fields", std::move(fields)}},
       .key = {},
       .named = true},
      bot_);
  if (!prepared) return refuse(*job, prepared.error());
  auto& call = job->call;
  call.method = prepared->method;
  call.repeat = prepared->repeat;
  // The keys are sorted: no text that could hold these words unescaped comes before.
  constexpr std::string_view opening = R"("content":")";
  call.params = prepared->params.dump(-1, ' ', false, Json::error_handler_t::replace);
  const auto at = call.params.find(opening) + opening.size();
  call.params.erase(at, 4);
  // The file is open for as long as its content is asked for.
  auto base64 = client::base64_of(fd, size);
  auto keeps = std::make_shared<std::pair<std::shared_ptr<const client::Content>, std::shared_ptr<void>>>(
      base64, nullptr);
  keeps->second = job->content ? std::shared_ptr<void>(job->content) : std::shared_ptr<void>(file);
  call.insertion = {std::shared_ptr<const client::Content>(keeps, base64.get()), call.params.size() - at};
  request(job);
}

/// Asks for the link to a file, which holds a token and goes no further than fetch().
void Effects::download(const std::shared_ptr<Job>& job, const Json& params) {
  auto prepared = prepare_params({.method = download_method,
                                  .params = Json{{"fileId", params.value("fileId", Json())}},
                                  .key = {},
                                  .named = true},
                                 bot_);
  if (!prepared) return refuse(*job, prepared.error());
  RestCall made;
  made.call.timeout = transfer_time;
  made.call.priority = client::Priority::answer;
  if (auto read = read_options(job->asked, made); !read) return refuse(*job, read.error());
  if (!begin(*job)) return;
  job->call = std::move(made.call);
  job->call.method = prepared->method;
  job->call.repeat = catalog::Repeat::read;  // a link that is not followed changes nothing
  job->call.bot = bot_.code;
  job->call.params = prepared->params.dump(-1, ' ', false, Json::error_handler_t::replace);
  job->run->under_way->handle = client_.call(job->call, [this, job, params](Result<client::Answer> answer) {
    if (!answer) return finish(job, false, script_error(answer.error(), download_method));
    fetch(job, params, answer->result());
  });
}

void Effects::fetch(const std::shared_ptr<Job>& job, const Json& params, std::string_view answer) {
  const auto link = json_text::member(answer, "downloadUrl");
  const auto url = link ? json_text::string(*link) : std::nullopt;
  auto spool = place_->spool();
  if (!url || !spool) {
    const Error wrong = spool ? Error{"BAD_LINK", "the portal answered without a link"} : spool.error();
    return finish(job, false, script_error(wrong, download_method));
  }
  const bool to_script = job->asked.op == "fetch";
  auto content = std::make_shared<Content>();
  content->spool = std::move(*spool);
  client::Download what;
  what.link = Secret(*url);
  what.most = to_script ? files::largest_content : largest_saved;
  what.timeout = job->call.timeout;
  what.sink = [content](std::string_view bytes) {
    const auto added = content->spool->add(bytes);
    if (!added) content->error = added.error();
    return added.ok();
  };
  const auto name = text_at(params, "name");
  job->run->under_way->handle = client_.fetch(
      std::move(what), [this, job, content, to_script, name](const Result<std::uint64_t>& size) {
        if (!size)
          return finish(job, false,
                        script_error(content->error ? *content->error : size.error(), download_method));
        if (!to_script) return when_saved(job, [this, job, name, content] { keep(job, name, content); });
        hold(job, [place = *place_, content, run = job->run->record.id, step = job->asked.step] {
          return place.hold(*content->spool, run, step);
        });
      });
}

void Effects::keep(const std::shared_ptr<Job>& job, const std::string& name,
                   std::shared_ptr<Content> content) {
  const auto size = content->spool->size();
  work(
      job,
      [place = *place_, name, content = std::move(content)] { return place.keep(*content->spool, name); },
      [this, job, name, size] { finish(job, true, said(name, size)); });
}

/// Bytes for the script: a link to them stays until the run is over, so that a replay gets the same.
void Effects::hold(const std::shared_ptr<Job>& job, std::function<Result<void>()> todo) {
  job->run->holds = true;
  work(job, std::move(todo), [this, job] {
    auto file = place_->held(job->run->record.id, job->asked.step);
    if (!file) return finish(job, false, script_error(file.error()));
    const auto size = file->size;
    job->run->outgoing = std::make_shared<files::Place::File>(std::move(*file));
    finish(job, true, said({}, size));
  });
}

void Effects::work(const std::shared_ptr<Job>& job, std::function<Result<void>()> todo,
                   std::function<void()> then) {
  work_.run(std::move(todo), [this, job, then = std::move(then)](const Result<void>& done) {
    if (job->run->over) return;
    if (!done) return finish(job, false, script_error(done.error()));
    then();
  });
}

/// A replay gets the bytes that the run got the first time. False when they are gone.
bool Effects::hand_held(const Job& job, const journal::Step& recorded) const {
  const auto& op = job.asked.op;
  if ((op != "read" && op != "fetch") || !recorded.ok || recorded.value == "null") return true;
  auto file = place_ ? place_->held(job.run->record.id, job.asked.step)
                     : Result<files::Place::File>(Error{"NO_FILES", "there is no place for files"});
  if (!file) {
    job.diverged(fmt::format("the bytes that the run read at step {} are gone: {}", job.asked.step,
                             file.error().what));
    return false;
  }
  job.run->holds = true;
  job.run->outgoing = std::make_shared<files::Place::File>(std::move(*file));
  return true;
}

}  // namespace luabot
