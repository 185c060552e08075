#include "api/emulator/poster.h"

#include <utility>

#include <curl/curl.h>

#include "api/client/curl_multi.h"

namespace luabot::emulator {
namespace {

constexpr long longest_ms = 30'000;

std::size_t drop(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

}  // namespace

struct Poster::Impl final : client::CurlMulti::Listener {
  struct Job {
    std::string body;
    Done done;
  };
  /// One address: the transfer of the first of its jobs is under way.
  struct Line {
    CURL* easy = nullptr;
    std::deque<Job> jobs;
  };

  explicit Impl(Loop& loop) : multi(loop, *this) {
    headers = curl_slist_append(headers, "Content-Type: application/x-www-form-urlencoded");
    headers = curl_slist_append(headers, "Expect:");
  }
  ~Impl() override {
    for (auto& [url, line] : lines) {
      if (!line.jobs.empty()) multi.remove(line.easy);
      curl_easy_cleanup(line.easy);
    }
    curl_slist_free_all(headers);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Line& line(const std::string& url) {
    Line& of = lines[url];
    if (of.easy != nullptr) return of;
    of.easy = curl_easy_init();
    multi.equip(of.easy);
    curl_easy_setopt(of.easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(of.easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(of.easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(of.easy, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(of.easy, CURLOPT_TIMEOUT_MS, longest_ms);
    curl_easy_setopt(of.easy, CURLOPT_NOSIGNAL, 1L);
    return of;
  }

  void begin(Line& of) {
    const auto& body = of.jobs.front().body;
    curl_easy_setopt(of.easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(of.easy, CURLOPT_POSTFIELDS, body.data());
    multi.add(of.easy);
  }

  void ended(CURL* easy, CURLcode code) override {
    for (auto& [url, of] : lines) {
      if (of.easy != easy) continue;
      long status = 0;
      curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
      const auto done = std::move(of.jobs.front().done);
      of.jobs.pop_front();
      if (!of.jobs.empty()) begin(of);
      return done(code == CURLE_OK ? static_cast<int>(status) : 0,
                  code == CURLE_OK ? "" : curl_easy_strerror(code));
    }
  }

  curl_slist* headers = nullptr;
  std::unordered_map<std::string, Line> lines;
  client::CurlMulti multi;
};

Poster::Poster(Loop& loop) : impl_(std::make_unique<Impl>(loop)) {}
Poster::~Poster() = default;

void Poster::post(const std::string& url, std::string body, Done done) {
  auto& line = impl_->line(url);
  line.jobs.push_back({std::move(body), std::move(done)});
  if (line.jobs.size() == 1) impl_->begin(line);
}

}  // namespace luabot::emulator
