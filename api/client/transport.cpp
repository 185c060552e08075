#include "api/client/transport.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <new>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/client/curl_multi.h"
#include "api/client/route.h"

namespace luabot::client {
namespace {

// An idle connection is not used again after this many seconds: well below the 75 s after which nginx closes
// one by default (nginx.org, keepalive_timeout), so that a request seldom meets a connection that is closing.
constexpr long max_idle_seconds = 30;
constexpr long connect_timeout_ms = 10'000;
constexpr long receive_buffer = 32L * 1024;
constexpr auto json = "Content-Type: application/json";
constexpr auto form = "Content-Type: application/x-www-form-urlencoded";

class CurlTransport;
struct CurlExchange;

/// What is sent: a text, and perhaps content within it.
struct RequestBody {
  std::string_view text{};
  Insertion insertion{};
  std::uint64_t sent = 0;

  [[nodiscard]] std::uint64_t size() const {
    return text.size() + (insertion.content ? insertion.content->size() : 0);
  }
  /// The next bytes; 0 at the end, and when the content cannot be read.
  std::size_t read(char* to, std::size_t most) {
    const std::uint64_t head = text.size() - std::min(insertion.tail, text.size());
    const std::uint64_t content = insertion.content ? insertion.content->size() : 0;
    std::size_t got = 0;
    if (sent < head) {
      got = text.copy(to, std::min<std::uint64_t>(most, head - sent), sent);
    } else if (sent < head + content) {
      got = insertion.content->read(sent - head, to, std::min<std::uint64_t>(most, head + content - sent));
    } else if (sent < size()) {
      got = text.copy(to, most, sent - content);
    }
    sent += got;
    return got;
  }
};

/// A reusable easy handle with what belongs to the request that it carries now.
struct Slot {
  CURL* easy = nullptr;
  CurlExchange* exchange = nullptr;
  Transport::Done done;
  std::string url;
  std::string signed_body;  ///< the request's body with the access token, if it has one
  RequestBody request;
  std::string body;  ///< of the answer
  int tries = 0;     ///< how often curl was about to send the request
  bool refused_retry = false;
  bool too_large = false;
  std::array<char, CURL_ERROR_SIZE> error{};
};

struct CurlExchange final : Exchange {
  CurlTransport* transport = nullptr;
  Slot* slot = nullptr;  ///< null when it has ended or the transport is gone

  ~CurlExchange() override;
  [[nodiscard]] bool may_have_left() const override;
};

/// Whether some of the request may have left. curl counts the bytes that the kernel or the TLS layer took as
/// the request's size (and those of a proxy's CONNECT, which come before the first before_send).
bool left(const Slot& slot) {
  long taken = 0;
  curl_easy_getinfo(slot.easy, CURLINFO_REQUEST_SIZE, &taken);
  return slot.tries > 0 && taken > 0;
}

/// curl asks when the connection stands and the first byte of the request is about to be written. A second
/// time means that it wants to repeat the request on a fresh connection by itself, as it does when a kept one
/// ends without a byte of an answer (Curl_retry_request in curl's lib/transfer.c). If any of the first try
/// left, the portal may have carried it out, and the answer is no: whether a call may be repeated is for the
/// client to say.
int before_send(void* to, char*, char*, int, int) {
  auto& slot = *static_cast<Slot*>(to);
  slot.refused_retry = left(slot);
  ++slot.tries;
  return slot.refused_retry ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

std::size_t send_more(char* to, std::size_t, std::size_t most, void* from) {
  auto& request = static_cast<Slot*>(from)->request;
  const auto got = request.read(to, most);
  return got == 0 && request.sent < request.size() ? CURL_READFUNC_ABORT : got;
}

/// curl begins the body again, for a connection that ended before any of it left.
int seek(void* from, curl_off_t offset, int origin) {
  if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
  static_cast<Slot*>(from)->request.sent = static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

std::size_t receive(char* data, std::size_t, std::size_t size, void* to) {
  auto& slot = *static_cast<Slot*>(to);
  if (slot.body.size() + size > max_answer) {
    slot.too_large = true;
    return 0;
  }
  if (slot.body.empty()) {
    curl_off_t length = 0;
    curl_easy_getinfo(slot.easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (length > 0 && length <= static_cast<curl_off_t>(max_answer))
      slot.body.reserve(static_cast<std::size_t>(length));
  }
  slot.body.append(data, size);
  return size;
}

/// The documented place of an access token: the parameter `auth` (apidocs.bitrix24.com, OAuth 2.0). In the
/// body, since a URL would end up in logs.
std::string with_token(std::string_view body, const Secret& token) {
  std::string out = "{\"auth\":" + Json(token.reveal()).dump();
  const auto rest = body.find_first_not_of(" \t\r\n", body.find('{') + 1);
  if (rest < body.size() && body[rest] != '}') out += ',';
  return out.append(body.substr(std::min(rest, body.size())));
}

std::string redirect_host(CURL* easy) {
  const char* to = nullptr;
  curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &to);
  if (to == nullptr) return {};
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
  char* host = nullptr;
  if (curl_url_set(url.get(), CURLUPART_URL, to, 0) != CURLUE_OK ||
      curl_url_get(url.get(), CURLUPART_HOST, &host, 0) != CURLUE_OK)
    return {};
  std::string copy(host);
  curl_free(host);
  return copy;
}

class CurlTransport final : public Transport, CurlMulti::Listener {
 public:
  CurlTransport(Loop& loop, std::string url, bool loopback, const char* content_type);
  ~CurlTransport() override;
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  void use(const Grant& grant) override;
  using Transport::post;
  std::unique_ptr<Exchange> post(std::string_view method, std::string_view body, const Insertion& insertion,
                                 Done done) override;
  void give_up(Slot& slot);

 private:
  void ended(CURL* easy, CURLcode code) override;
  Slot& free_slot();
  void set_up(Slot& slot);
  void release(Slot& slot);

  std::string url_;
  bool loopback_;
  Secret access_token_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<Slot*> free_;
  curl_slist* headers_ = nullptr;
  CurlMulti multi_;
};

CurlExchange::~CurlExchange() {
  if (slot != nullptr) transport->give_up(*slot);
}

bool CurlExchange::may_have_left() const {
  return slot != nullptr && left(*slot);
}

CurlTransport::CurlTransport(Loop& loop, std::string url, bool loopback, const char* content_type)
    : url_(std::move(url)), loopback_(loopback), multi_(loop, *this) {
  // An empty Expect keeps curl from waiting for "100 Continue" before it sends a large body.
  for (const char* line : {content_type, "Accept: application/json", "Expect:"}) {
    auto* longer = curl_slist_append(headers_, line);
    if (longer == nullptr) throw std::bad_alloc();
    headers_ = longer;
  }
}

CurlTransport::~CurlTransport() {
  for (const auto& slot : slots_) {
    if (slot->exchange != nullptr) {
      slot->exchange->slot = nullptr;
      multi_.remove(slot->easy);
    }
    curl_easy_cleanup(slot->easy);
  }
  curl_slist_free_all(headers_);
}

void CurlTransport::set_up(Slot& slot) {
  CURL* easy = slot.easy;
  multi_.equip(easy);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &slot);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, slot.error.data());
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  // Not HTTP/2: one request a connection means that a connection that ends concerns one call alone. With curl
  // 7.88.1 (Debian 12) and 32 calls at a time to Node's HTTP/2 server, 1 to 3 in 100 calls ended unknown.
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "luabot/" LUABOT_VERSION);
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, max_idle_seconds);
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, receive_buffer);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, &send_more);
  curl_easy_setopt(easy, CURLOPT_READDATA, &slot);
  curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, &seek);
  curl_easy_setopt(easy, CURLOPT_SEEKDATA, &slot);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &receive);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &slot);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &before_send);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, &slot);
  // The variable by which OpenSSL's programs are told whom to trust; libcurl itself does not look at it.
  if (const char* trusted = std::getenv("SSL_CERT_FILE"); trusted != nullptr && *trusted != '\0')
    curl_easy_setopt(easy, CURLOPT_CAINFO, trusted);
}

Slot& CurlTransport::free_slot() {
  if (free_.empty()) {
    auto slot = std::make_unique<Slot>();
    slot->easy = curl_easy_init();
    if (slot->easy == nullptr) throw std::bad_alloc();
    set_up(*slot);
    slots_.push_back(std::move(slot));
    free_.push_back(slots_.back().get());
  }
  Slot& slot = *free_.back();
  free_.pop_back();
  return slot;
}

void CurlTransport::use(const Grant& grant) {
  url_ = grant.endpoint.url;
  loopback_ = grant.endpoint.loopback;
  access_token_ = grant.access_token;
}

std::unique_ptr<Exchange> CurlTransport::post(std::string_view method, std::string_view body,
                                              const Insertion& insertion, Done done) {
  auto exchange = std::make_unique<CurlExchange>();
  Slot& slot = free_slot();
  exchange->transport = this;
  exchange->slot = &slot;
  slot.exchange = exchange.get();
  slot.done = std::move(done);
  slot.url = method_url(url_, method);
  if (!access_token_.empty()) body = slot.signed_body = with_token(body, access_token_);
  slot.tries = 0;
  slot.refused_retry = false;
  slot.too_large = false;
  slot.error[0] = '\0';
  curl_easy_setopt(slot.easy, CURLOPT_URL, slot.url.c_str());
  // Over loopback without a proxy, not even one that the environment names.
  curl_easy_setopt(slot.easy, CURLOPT_PROXY, loopback_ ? "" : nullptr);
  slot.request = {body, insertion};
  // curl reads a body without content in place, and asks for one with it piece by piece.
  curl_easy_setopt(slot.easy, CURLOPT_POSTFIELDS, insertion.content ? nullptr : body.data());
  curl_easy_setopt(slot.easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(slot.request.size()));
  multi_.add(slot.easy);
  return exchange;
}

void CurlTransport::release(Slot& slot) {
  slot.exchange->slot = nullptr;
  slot.exchange = nullptr;
  slot.done = nullptr;
  slot.body = {};
  slot.signed_body = {};
  slot.request = {};
  free_.push_back(&slot);
}

void CurlTransport::give_up(Slot& slot) {
  multi_.remove(slot.easy);
  release(slot);
}

void CurlTransport::ended(CURL* easy, CURLcode code) {
  char* data = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &data);
  auto& slot = *static_cast<Slot*>(static_cast<void*>(data));
  Reply reply;
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  reply.status = static_cast<int>(status);
  if (code == CURLE_OK) {
    reply.body = std::move(slot.body);
    if (status >= 300 && status < 400) reply.moved_to = redirect_host(easy);
  } else {
    reply.reached = left(slot) ? Reached::perhaps : Reached::nowhere;
    reply.too_large = slot.too_large;
    if (slot.refused_retry)
      reply.reason = "the connection ended before an answer came";
    else
      reply.reason = redact(slot.error[0] != '\0' ? slot.error.data() : curl_easy_strerror(code));
  }
  const auto done = std::move(slot.done);
  release(slot);
  done(std::move(reply));  // may destroy this transport
}

}  // namespace

std::unique_ptr<Transport> make_transport(Loop& loop, const Address& address) {
  return std::make_unique<CurlTransport>(loop, address.url.reveal(), address.loopback, json);
}

std::unique_ptr<Transport> make_transport(Loop& loop) {
  return std::make_unique<CurlTransport>(loop, "", false, json);
}

std::unique_ptr<Transport> make_form_transport(Loop& loop, const Endpoint& to) {
  return std::make_unique<CurlTransport>(loop, to.url, to.loopback, form);
}

}  // namespace luabot::client
