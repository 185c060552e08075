#include "api/emulator/emulator.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "api/emulator/control.h"
#include "api/emulator/rest.h"

namespace luabot::emulator {
namespace {

constexpr std::string_view rest_path = "/rest/";
constexpr std::string_view control_path = "/control/";
constexpr std::string_view token_path = "/oauth/token";
constexpr std::string_view download_path = "/rest/download.json";
constexpr std::string_view file_path = "/disk/file/";
// The documented 100 MiB of a file are a third more as base64, and up to three times that in a form.
constexpr http::Limits limits = {.body = 450u << 20};

bool begins(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

}  // namespace

Result<std::unique_ptr<Emulator>> Emulator::start(SystemLoop& loop, Options options,
                                                  const std::string& address, std::uint16_t port,
                                                  const std::optional<http::Certificate>& tls) {
  std::unique_ptr<Emulator> emulator(new Emulator(loop, std::move(options)));
  auto server = http::Server::listen(
      loop, tls ? "127.0.0.1" : address, tls ? 0 : port,
      [self = emulator.get()](http::Request request, http::Respond respond) {
        self->handle(std::move(request), std::move(respond));
      },
      limits);
  if (!server) return server.error();
  emulator->portal_.on_push([self = emulator.get()](const Push& push, Pushes::Answered answered) {
    self->poster_.post(push.url, push.body, std::move(answered));
  });
  emulator->server_ = std::move(*server);
  emulator->port_ = emulator->server_->port();
  if (tls) {
    auto front = http::TlsFront::listen(loop, address, port, *tls, emulator->port_);
    if (!front) return front.error();
    emulator->front_ = std::move(*front);
    emulator->port_ = emulator->front_->port();
  }
  const bool brackets = address.find(':') != std::string::npos;
  const auto host = brackets ? "[" + address + "]" : address;
  const auto base = (tls ? "https://" : "http://") + host + ":" + std::to_string(emulator->port_);
  emulator->portal_.set_address(base);
  const auto& set = emulator->portal_.options();
  emulator->url_ = base + std::string(rest_path) + std::to_string(set.user) + "/" + set.token + "/";
  emulator->portal_.oauth().set_base(base);
  emulator->control_url_ = base + std::string(control_path);
  return emulator;
}

void Emulator::handle(http::Request request, http::Respond respond) {
  if (begins(request.path, control_path)) {
    const auto verb = std::string_view(request.path).substr(control_path.size());
    const auto tell = [respond](ControlAnswer answer) {
      respond({.status = answer.status, .body = std::move(answer.body)});
    };
    return verb == "install" ? installs_.post(request.body, tell)
                             : tell(control(portal_, verb, request.body));
  }
  if (begins(request.path, token_path)) {
    const auto params = read_params(request);
    return respond(to_http(portal_.oauth().token(Json::parse(params ? *params : "{}", nullptr, false))));
  }
  if (request.path == download_path || begins(request.path, file_path)) {
    return respond(to_http(portal_.open(request.path, request.query)));
  }
  if (!begins(request.path, rest_path)) {
    return respond({.status = 404, .content_type = "text/plain", .body = "This is the luabot emulator.\n"});
  }
  auto incoming = read_rest(std::move(request));
  if (!incoming) {
    auto reply = refuse("INVALID_REQUEST");
    reply.description = incoming.error().what;
    return respond(to_http(refusal_answer(reply)));
  }
  portal_.serve(*incoming, [this, respond = std::move(respond)](Answer answer) {
    const auto call = answer.call;
    auto response = to_http(std::move(answer));
    response.written = [this, call] { portal_.note_written(call); };
    respond(std::move(response));
  });
}

}  // namespace luabot::emulator
