#include "api/client/curl_multi.h"

#include <new>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

namespace luabot::client {
namespace {

CURLM* new_multi() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM* multi = ready == CURLE_OK ? curl_multi_init() : nullptr;
  if (multi == nullptr) throw std::bad_alloc();
  return multi;
}

// Idle connections that are kept.
constexpr long kept_connections = 64;

}  // namespace

CurlMulti::CurlMulti(Loop& loop, Listener& listener) : loop_(loop), listener_(listener), multi_(new_multi()) {
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kept_connections);
}

CurlMulti::~CurlMulti() {
  curl_multi_cleanup(multi_);  // closes the connections through close_socket()
}

void CurlMulti::equip(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &close_socket);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
}

void CurlMulti::add(CURL* easy) {
  curl_multi_add_handle(multi_, easy);
}

void CurlMulti::remove(CURL* easy) {
  curl_multi_remove_handle(multi_, easy);
}

curl_socket_t CurlMulti::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  // NOLINTNEXTLINE(android-cloexec-socket): it is set
  const int fd = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd < 0) return CURL_SOCKET_BAD;
  static_cast<CurlMulti*>(self)->connections_[fd] = nullptr;
  return fd;
}

int CurlMulti::close_socket(void* self, curl_socket_t fd) {
  static_cast<CurlMulti*>(self)->connections_.erase(fd);
  return ::close(fd);
}

int CurlMulti::on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
  static_cast<CurlMulti*>(self)->want(fd, what);
  return 0;
}

void CurlMulti::want(curl_socket_t fd, int what) {
  const auto connection = connections_.find(fd);
  const bool ours = connection != connections_.end();
  if (what == CURL_POLL_REMOVE && !ours) {
    others_.erase(fd);  // curl closes it right after, without telling
    return;
  }
  auto& watch = ours ? connection->second : others_[fd];
  if (!watch) {
    if (what == CURL_POLL_REMOVE) return;
    watch = loop_.watch(fd, [this, fd](bool readable, bool writable) {
      act(fd, (readable ? CURL_CSELECT_IN : 0) | (writable ? CURL_CSELECT_OUT : 0));
    });
  }
  // REMOVE at the end of each transfer means "not now"; the watch waits for the connection's next one.
  watch->want(what == CURL_POLL_IN || what == CURL_POLL_INOUT,
              what == CURL_POLL_OUT || what == CURL_POLL_INOUT);
}

int CurlMulti::on_timer(CURLM*, long milliseconds, void* self) {
  auto& me = *static_cast<CurlMulti*>(self);
  if (milliseconds < 0) {
    me.due_ = TimePoint::max();
  } else if (milliseconds == 0) {
    me.run_soon();  // each new transfer asks for this: cheaper than a timer
  } else {
    me.due_ = me.loop_.now() + std::chrono::milliseconds(milliseconds);
    me.arm();
  }
  return 0;
}

void CurlMulti::run_soon() {
  if (std::exchange(*soon_, true)) return;
  loop_.post([this, posted = std::weak_ptr(soon_)] {
    const auto alive = posted.lock();
    if (!alive) return;
    *alive = false;
    act(CURL_SOCKET_TIMEOUT, 0);
  });
}

/// A timer that fires too early does no harm and is cheaper than one that is moved with every request.
void CurlMulti::arm() {
  if (timer_ && armed_ <= due_) return;
  armed_ = due_;
  timer_ = loop_.after(due_ - loop_.now(), [this] {
    timer_.reset();
    if (due_ == TimePoint::max()) return;
    if (due_ > loop_.now()) {
      arm();
      return;
    }
    due_ = TimePoint::max();
    act(CURL_SOCKET_TIMEOUT, 0);
  });
}

void CurlMulti::act(curl_socket_t fd, int ready) {
  int running = 0;
  curl_multi_socket_action(multi_, fd, ready, &running);
  const std::weak_ptr<bool> alive = soon_;
  int left = 0;
  while (!alive.expired()) {
    const CURLMsg* message = curl_multi_info_read(multi_, &left);
    if (message == nullptr) return;
    if (message->msg != CURLMSG_DONE) continue;
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    curl_multi_remove_handle(multi_, easy);
    listener_.ended(easy, code);
  }
}

}  // namespace luabot::client
