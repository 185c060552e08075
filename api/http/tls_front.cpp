#include "api/http/tls_front.h"

#include <array>
#include <unordered_set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

namespace luabot::http {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t buffer_size = std::size_t{16} << 10U;

class Pipe;
using Pipes = std::unordered_set<std::shared_ptr<Pipe>>;

/// One TLS connection and the plain one behind it.
class Pipe : public std::enable_shared_from_this<Pipe> {
 public:
  Pipe(tcp::socket socket, ssl::context& context, std::shared_ptr<Pipes> all, tcp::endpoint behind)
      : outer_(std::move(socket), context),
        inner_(outer_.get_executor()),
        all_(std::move(all)),
        behind_(std::move(behind)) {}

  void start() {
    outer_.async_handshake(ssl::stream_base::server, [self = shared_from_this()](error_code failed) {
      if (failed) return self->close();
      self->inner_.async_connect(self->behind_, [self](error_code refused) {
        if (refused) return self->close();
        self->forward();
        self->back();
      });
    });
  }

  void close() {
    error_code ignored;
    outer_.lowest_layer().close(ignored);
    inner_.close(ignored);
    all_->erase(shared_from_this());
  }

 private:
  void forward() {
    outer_.async_read_some(asio::buffer(in_), [self = shared_from_this()](error_code ended,
                                                                          std::size_t size) {
      if (ended) return self->close();
      asio::async_write(self->inner_, asio::buffer(self->in_, size), [self](error_code gone, std::size_t) {
        if (gone) return self->close();
        self->forward();
      });
    });
  }

  void back() {
    inner_.async_read_some(asio::buffer(out_), [self = shared_from_this()](error_code ended,
                                                                           std::size_t size) {
      if (ended == asio::error::eof) return self->finish();
      if (ended) return self->reset();
      asio::async_write(self->outer_, asio::buffer(self->out_, size), [self](error_code gone, std::size_t) {
        if (gone) return self->close();
        self->back();
      });
    });
  }

  void finish() {
    outer_.async_shutdown([self = shared_from_this()](error_code) { self->close(); });
  }

  void reset() {
    error_code ignored;
    outer_.lowest_layer().set_option(asio::socket_base::linger(true, 0), ignored);
    close();
  }

  ssl::stream<tcp::socket> outer_;
  tcp::socket inner_;
  std::shared_ptr<Pipes> all_;
  tcp::endpoint behind_;
  std::array<char, buffer_size> in_{};
  std::array<char, buffer_size> out_{};
};

class Front final : public TlsFront {
 public:
  Front(asio::io_context& context, std::uint16_t behind)
      : acceptor_(context), behind_(asio::ip::address_v4::loopback(), behind) {}
  ~Front() override {
    error_code ignored;
    acceptor_.close(ignored);
    const Pipes open = *pipes_;
    for (const auto& pipe : open) pipe->close();
  }
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;

  Result<void> open(const std::string& address, std::uint16_t port, const Certificate& certificate) {
    error_code failed;
    tls_.use_certificate_chain(asio::buffer(certificate.certificate), failed);
    if (!failed) tls_.use_private_key(asio::buffer(certificate.key), ssl::context::pem, failed);
    const auto ip = failed ? asio::ip::address() : asio::ip::make_address(address, failed);
    const tcp::endpoint endpoint(ip, port);
    if (!failed) acceptor_.open(endpoint.protocol(), failed);
    if (!failed) acceptor_.set_option(tcp::acceptor::reuse_address(true), failed);
    if (!failed) acceptor_.bind(endpoint, failed);
    if (!failed) acceptor_.listen(tcp::acceptor::max_listen_connections, failed);
    if (failed)
      return Error{"LISTEN_FAILED", failed.message(), address + ":" + std::to_string(port),
                   "Choose another address or port."};
    accept();
    return {};
  }

  [[nodiscard]] std::uint16_t port() const override { return acceptor_.local_endpoint().port(); }

 private:
  void accept() {
    acceptor_.async_accept([this](error_code failed, tcp::socket socket) {
      if (failed == asio::error::operation_aborted) return;
      if (!failed) {
        auto pipe = std::make_shared<Pipe>(std::move(socket), tls_, pipes_, behind_);
        pipes_->insert(pipe);
        pipe->start();
      }
      accept();
    });
  }

  ssl::context tls_{ssl::context::tls_server};
  tcp::acceptor acceptor_;
  tcp::endpoint behind_;
  std::shared_ptr<Pipes> pipes_ = std::make_shared<Pipes>();
};

}  // namespace

Result<std::unique_ptr<TlsFront>> TlsFront::listen(SystemLoop& loop, const std::string& address,
                                                   std::uint16_t port, const Certificate& certificate,
                                                   std::uint16_t behind) {
  auto front = std::make_unique<Front>(loop.context(), behind);
  if (const auto opened = front->open(address, port, certificate); !opened) return opened.error();
  return std::unique_ptr<TlsFront>(std::move(front));
}

}  // namespace luabot::http
