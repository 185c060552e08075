#pragma once
#include <memory>
#include <unordered_map>

#include <curl/curl.h>

#include "api/base/loop.h"

namespace luabot::client {

/// A curl multi handle whose sockets and timer are the loop's. For the transport alone.
class CurlMulti {
 public:
  /// Gets each transfer that ended, already removed; may add, remove, and destroy the CurlMulti.
  struct Listener {
    Listener() = default;
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    virtual ~Listener() = default;
    virtual void ended(CURL* easy, CURLcode code) = 0;
  };

  CurlMulti(Loop& loop, Listener& listener);
  ~CurlMulti();
  CurlMulti(const CurlMulti&) = delete;
  CurlMulti& operator=(const CurlMulti&) = delete;

  /// Tells a new easy handle how sockets are opened and closed here.
  void equip(CURL* easy);
  /// Starts the transfer, soon.
  void add(CURL* easy);
  /// Gives the transfer up.
  void remove(CURL* easy);

 private:
  static int on_socket(CURL* easy, curl_socket_t fd, int what, void* self, void* known);
  static int on_timer(CURLM* multi, long milliseconds, void* self);
  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int close_socket(void* self, curl_socket_t fd);
  void want(curl_socket_t fd, int what);
  void run_soon();
  void arm();
  void act(curl_socket_t fd, int ready);

  Loop& loop_;
  Listener& listener_;
  CURLM* multi_;
  /// A connection's watch is paused, not destroyed, between two requests. A null one is not watched yet.
  std::unordered_map<curl_socket_t, std::unique_ptr<Watch>> connections_;
  std::unordered_map<curl_socket_t, std::unique_ptr<Watch>> others_;  ///< the resolver's
  TimePoint due_ = TimePoint::max();                                  ///< when curl wants to be called
  TimePoint armed_ = TimePoint::max();                                ///< when timer_ fires
  Handle timer_;
  std::shared_ptr<bool> soon_ = std::make_shared<bool>(false);  ///< a run is posted; expires with this object
};

}  // namespace luabot::client
