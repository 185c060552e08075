#include "runtime/worker/session.h"

#include "runtime/wire/messages.h"

namespace luabot::worker {

Result<void> Session::handle(wire::Type type, std::string_view body) {
  if (type == wire::Type::load) return load(body);
  if (!runs_) return Error{"PROTOCOL", "the first frame must be a load"};
  if (type == wire::Type::start) {
    const auto message = wire::Start::decode(body);
    if (!message.ok()) return message.error();
    return runs_->start(*message);
  }
  if (type == wire::Type::answer) {
    const auto message = wire::Answer::decode(body);
    if (!message.ok()) return message.error();
    return runs_->answer(*message);
  }
  if (type == wire::Type::part) {
    const auto chunk = wire::Chunk::decode(body);
    if (!chunk.ok()) return chunk.error();
    return runs_->part(*chunk);
  }
  return Error{"PROTOCOL", "a frame of type " + std::to_string(static_cast<int>(type)) + " from the host"};
}

Result<void> Session::load(std::string_view body) {
  if (vm_) return Error{"PROTOCOL", "a second load"};
  const auto bundle = wire::Load::decode(body);
  if (!bundle.ok()) return bundle.error();
  vm_ = std::make_unique<Vm>(out_);
  vm_->context().flush = flush_;
  const auto definition = vm_->load(*bundle);
  if (!definition.ok()) {
    wire::Failed{definition.error().what}.encode(out_);
    state_ = State::failed;
    return {};
  }
  wire::Ready{*definition}.encode(out_);
  runs_ = std::make_unique<Runs>(*vm_, out_);
  return {};
}

}  // namespace luabot::worker
