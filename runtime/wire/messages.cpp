#include "runtime/wire/messages.h"

#include "runtime/wire/frame.h"

namespace luabot::wire {
namespace {

/// Integers are little-endian; a text is its length in four bytes, then its bytes.
class Writer {
 public:
  template <class T>
  Writer& number(T value) {
    auto bits = static_cast<std::uint64_t>(value);
    for (std::size_t i = 0; i < sizeof(T); ++i, bits >>= 8) body_.push_back(static_cast<char>(bits & 0xff));
    return *this;
  }
  Writer& text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    body_.append(value);
    return *this;
  }
  void frame(std::string& out, Type type) const { append_frame(out, type, body_); }

 private:
  std::string body_;
};

/// Reads past the end yield zeros and are remembered; finish() tells.
class Reader {
 public:
  explicit Reader(std::string_view body) : rest_(body) {}

  template <class T>
  void number(T& value) {
    if (rest_.size() < sizeof(T)) return fail();
    std::uint64_t bits = 0;
    for (std::size_t i = sizeof(T); i-- > 0;) bits = (bits << 8) | static_cast<unsigned char>(rest_[i]);
    value = static_cast<T>(bits);
    rest_.remove_prefix(sizeof(T));
  }
  void flag(bool& value) {
    std::uint8_t byte = 0;
    number(byte);
    value = byte != 0;
  }
  void view(std::string_view& value) {
    std::uint32_t size = 0;
    number(size);
    if (rest_.size() < size) return fail();
    value = rest_.substr(0, size);
    rest_.remove_prefix(size);
  }
  void text(std::string& value) {
    std::string_view bytes;
    view(bytes);
    value.assign(bytes);
  }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }

  template <class Message>
  Result<Message> finish(Message message, const char* name) const {
    if (failed_ || !rest_.empty())
      return Error{"BAD_FRAME", std::string("a '") + name + "' message of the wrong shape"};
    return message;
  }

 private:
  void fail() {
    failed_ = true;
    rest_ = {};
  }
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace

void Load::encode(std::string& out) const {
  Writer w;
  w.text(bot).number(wall_ms).number(static_cast<std::uint32_t>(files.size()));
  for (const auto& file : files) w.text(file.name).text(file.source);
  w.frame(out, Type::load);
}

Result<Load> Load::decode(std::string_view body) {
  Reader r(body);
  Load m;
  std::uint32_t count = 0;
  r.text(m.bot);
  r.number(m.wall_ms);
  r.number(count);
  for (; count > 0 && r.left() > 0; --count) {
    File& file = m.files.emplace_back();
    r.text(file.name);
    r.text(file.source);
  }
  if (count > 0) return Error{"BAD_FRAME", "a 'load' message of the wrong shape"};
  return r.finish(std::move(m), "load");
}

void Start::encode(std::string& out) const {
  Writer().number(run).number(wall_ms).number(seed).number(recorded).text(type).text(event).frame(
      out, Type::start);
}

Result<Start> Start::decode(std::string_view body) {
  Reader r(body);
  Start m;
  r.number(m.run);
  r.number(m.wall_ms);
  r.number(m.seed);
  r.number(m.recorded);
  r.text(m.type);
  r.text(m.event);
  return r.finish(std::move(m), "start");
}

void Answer::encode(std::string& out) const {
  Writer().number(run).number(step).number(wall_ms).number<std::uint8_t>(ok).text(value).frame(out,
                                                                                               Type::answer);
}

Result<Answer> Answer::decode(std::string_view body) {
  Reader r(body);
  Answer m;
  r.number(m.run);
  r.number(m.step);
  r.number(m.wall_ms);
  r.flag(m.ok);
  r.text(m.value);
  return r.finish(std::move(m), "answer");
}

void Ready::encode(std::string& out) const {
  Writer().text(definition).frame(out, Type::ready);
}

Result<Ready> Ready::decode(std::string_view body) {
  Reader r(body);
  Ready m;
  r.text(m.definition);
  return r.finish(std::move(m), "ready");
}

void Failed::encode(std::string& out) const {
  Writer().text(text).frame(out, Type::failed);
}

Result<Failed> Failed::decode(std::string_view body) {
  Reader r(body);
  Failed m;
  r.text(m.text);
  return r.finish(std::move(m), "failed");
}

void Call::encode(std::string& out) const {
  Writer().number(run).number(step).text(service).text(op).text(params).text(options).text(where).frame(
      out, Type::call);
}

Result<Call> Call::decode(std::string_view body) {
  Reader r(body);
  Call m;
  r.number(m.run);
  r.number(m.step);
  r.text(m.service);
  r.text(m.op);
  r.text(m.params);
  r.text(m.options);
  r.text(m.where);
  return r.finish(std::move(m), "call");
}

void Chunk::encode(std::string& out, Type type) const {
  Writer().number(run).text(bytes).frame(out, type);
}

Result<Chunk> Chunk::decode(std::string_view body) {
  Reader r(body);
  Chunk m;
  r.number(m.run);
  r.view(m.bytes);
  return r.finish(m, "chunk");
}

void Log::encode(std::string& out) const {
  Writer().number(run).number(level).text(text).text(where).frame(out, Type::log);
}

Result<Log> Log::decode(std::string_view body) {
  Reader r(body);
  Log m;
  r.number(m.run);
  r.number(m.level);
  r.text(m.text);
  r.text(m.where);
  return r.finish(std::move(m), "log");
}

void Done::encode(std::string& out) const {
  Writer().number(run).number<std::uint8_t>(ok).text(error).frame(out, Type::done);
}

Result<Done> Done::decode(std::string_view body) {
  Reader r(body);
  Done m;
  r.number(m.run);
  r.flag(m.ok);
  r.text(m.error);
  return r.finish(std::move(m), "done");
}

}  // namespace luabot::wire
