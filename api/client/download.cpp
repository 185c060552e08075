#include "api/client/download.h"

#include <array>
#include <new>
#include <set>

#include "api/client/curl_multi.h"

namespace luabot::client {
namespace {

constexpr long connect_timeout_ms = 10'000;
constexpr long silence_seconds = 60;  // without a byte
constexpr long most_redirects = 5;
constexpr long receive_buffer = 128L * 1024;

std::string part(CURLU* url, CURLUPart what) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

}  // namespace

struct Downloads::Impl final : CurlMulti::Listener {
  struct Task;
  explicit Impl(Loop& on) : loop(on), multi(on, *this) {}
  ~Impl() override;
  void ended(CURL* easy, CURLcode code) override;

  Loop& loop;
  std::set<Task*> tasks;
  CurlMulti multi;
};

struct Downloads::Impl::Task final : Pending {
  Impl* owner = nullptr;  ///< null when it is done
  Download what;
  Done done;
  CURL* easy = nullptr;
  Handle soon;
  std::uint64_t size = 0;
  bool too_large = false;
  bool closed = false;
  std::array<char, CURL_ERROR_SIZE> error{};

  ~Task() override {
    if (owner != nullptr) {
      owner->tasks.erase(this);
      if (easy != nullptr) owner->multi.remove(easy);
    }
    if (easy != nullptr) curl_easy_cleanup(easy);
  }

  static std::size_t receive(char* data, std::size_t, std::size_t count, void* to) {
    auto& task = *static_cast<Task*>(to);
    long status = 0;
    curl_easy_getinfo(task.easy, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200) return count;  // the text of an error page is nobody's file
    task.too_large = task.size + count > task.what.most;
    if (task.too_large) return 0;
    task.closed = !task.what.sink({data, count});
    if (task.closed) return 0;
    task.size += count;
    return count;
  }
};

Downloads::Impl::~Impl() {
  for (Task* task : tasks) {
    if (task->easy != nullptr) multi.remove(task->easy);
    task->owner = nullptr;
    task->soon.reset();
  }
}

namespace {

/// Empty when the link may be followed.
std::string wrong_with(const Download& what) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
  if (curl_url_set(url.get(), CURLUPART_URL, what.link.reveal().c_str(), 0) != CURLUE_OK)
    return "it is no web address";
  const auto scheme = part(url.get(), CURLUPART_SCHEME);
  if (scheme != "https" && !(scheme == "http" && what.loopback)) return "it is not https";
  const auto port = part(url.get(), CURLUPART_PORT);
  const auto name = part(url.get(), CURLUPART_HOST) + (port.empty() ? "" : ":" + port);
  return name == what.host ? "" : "it leads to another host than the portal";
}

template <class Task>
Result<std::uint64_t> outcome(const Task& task, CURLcode code) {
  long status = 0;
  curl_easy_getinfo(task.easy, CURLINFO_RESPONSE_CODE, &status);
  Error error{"DOWNLOAD_FAILED", ""};
  error.status = static_cast<int>(status);
  error.outcome = Outcome::not_executed;
  if (task.too_large) {
    error.code = "FILE_TOO_LARGE";
    error.what = "the file is larger than " + std::to_string(task.what.most) + " bytes";
  } else if (task.closed) {
    error.code = "SINK_CLOSED";
    error.what = "the file could not be kept";
  } else if (code != CURLE_OK) {
    error.what = task.error[0] != '\0' ? task.error.data() : curl_easy_strerror(code);
  } else if (status != 200) {
    error.code = "HTTP_" + std::to_string(status);
    error.what = "the portal did not give the file";
  } else {
    return task.size;
  }
  return error;
}

}  // namespace

void Downloads::Impl::ended(CURL* easy, CURLcode code) {
  char* data = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &data);
  auto& task = *static_cast<Task*>(static_cast<void*>(data));
  auto result = outcome(task, code);
  tasks.erase(&task);
  task.owner = nullptr;
  const auto done = std::move(task.done);
  done(std::move(result));  // may destroy the task and this object
}

Downloads::Downloads(Loop& loop) : impl_(std::make_unique<Impl>(loop)) {}

Downloads::~Downloads() = default;

Handle Downloads::get(Download what, Done done) {
  auto task = std::make_unique<Impl::Task>();
  task->what = std::move(what);
  task->done = std::move(done);
  task->owner = impl_.get();
  impl_->tasks.insert(task.get());
  if (const auto wrong = wrong_with(task->what); !wrong.empty()) {
    task->soon = impl_->loop.after(Duration::zero(), [task = task.get(), wrong] {
      task->owner->tasks.erase(task);
      task->owner = nullptr;
      Error error{"BAD_LINK", "the portal's link to the file is not followed: " + wrong};
      error.outcome = Outcome::refused;
      const auto tell = std::move(task->done);
      tell(std::move(error));
    });
    return task;
  }
  CURL* easy = task->easy = curl_easy_init();
  if (easy == nullptr) throw std::bad_alloc();
  impl_->multi.equip(easy);
  const char* schemes = task->what.loopback ? "http,https" : "https";
  curl_easy_setopt(easy, CURLOPT_PRIVATE, task.get());
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, task->error.data());
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_URL, task->what.link.reveal().c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, schemes);
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, schemes);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(easy, CURLOPT_MAXREDIRS, most_redirects);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "luabot/" LUABOT_VERSION);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
  curl_easy_setopt(
      easy, CURLOPT_TIMEOUT_MS,
      static_cast<long>(std::chrono::duration_cast<std::chrono::milliseconds>(task->what.timeout).count()));
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, silence_seconds);
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, receive_buffer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Impl::Task::receive);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, task.get());
  if (task->what.loopback) curl_easy_setopt(easy, CURLOPT_PROXY, "");
  impl_->multi.add(easy);
  return task;
}

}  // namespace luabot::client
