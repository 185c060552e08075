#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/base/error.h"
#include "runtime/wire/frame.h"

namespace luabot::wire {

using RunId = std::uint64_t;

/// One file of a bundle: its name as `require` and error messages know it ("main.lua"), and its source.
struct File {
  std::string name;
  std::string source;
  bool operator==(const File&) const = default;
};

/// The scripts of a bot. files[0] is the main script.
struct Load {
  std::string bot;           ///< name for messages
  std::int64_t wall_ms = 0;  ///< what os.time() says while the top level runs
  std::vector<File> files;
  void encode(std::string& out) const;
  static Result<Load> decode(std::string_view body);
};

/// Begins a run, or begins it again: a replay receives its recorded answers like any others.
struct Start {
  RunId run = 0;
  std::int64_t wall_ms = 0;    ///< when the run first began; what os.time() says until the first answer
  std::uint64_t seed = 0;      ///< of math.random within the run
  std::uint32_t recorded = 0;  ///< the first this many steps are replayed: their log lines are not repeated
  std::string type;            ///< event type as Bitrix24 spells it
  std::string event;           ///< the event's `data`, JSON text
  void encode(std::string& out) const;
  static Result<Start> decode(std::string_view body);
};

/// The result of a call, which resumes the run.
struct Answer {
  RunId run = 0;
  std::uint32_t step = 0;
  std::int64_t wall_ms = 0;  ///< os.time() of the run from here on
  bool ok = false;
  std::string value;  ///< JSON text: the result; or of a failure {code, description, status, method}
  void encode(std::string& out) const;
  static Result<Answer> decode(std::string_view body);
};

/// The bundle loaded.
struct Ready {
  std::string definition;  ///< JSON text, see PROTOCOL.md
  void encode(std::string& out) const;
  static Result<Ready> decode(std::string_view body);
};

/// The bundle did not load.
struct Failed {
  std::string text;  ///< what and where: "main.lua:3: unexpected symbol near 'x'", with a traceback if any
  void encode(std::string& out) const;
  static Result<Failed> decode(std::string_view body);
};

/// A run asks for an effect and waits for the Answer with the same run and step.
struct Call {
  RunId run = 0;
  std::uint32_t step = 0;  ///< 0, 1, … within the run
  std::string service;     ///< "b24" or "store"
  std::string op;          ///< b24: the method; store: get, set, delete
  std::string params;      ///< JSON text, object keys sorted, so that a replay can be compared
  std::string options;     ///< JSON text of an object, or empty
  std::string where;       ///< the calling line of the script, "main.lua:12"
  void encode(std::string& out) const;
  static Result<Call> decode(std::string_view body);
};

/// Bytes that belong to a run's next call or, from the host, to its next answer; more may follow. They need
/// not be text.
struct Chunk {
  RunId run = 0;
  std::string_view bytes;  ///< of the frame that it was decoded from
  void encode(std::string& out, Type type) const;
  static Result<Chunk> decode(std::string_view body);
};

/// How many bytes go into one chunk, so that neither side holds much of what is on its way.
constexpr std::size_t chunk_size = std::size_t{256} << 10U;

/// A line for the log.
struct Log {
  RunId run = 0;           ///< 0 while the top level runs
  std::uint8_t level = 1;  ///< 0 debug, 1 info, 2 warn, 3 error
  std::string text;
  std::string where;
  void encode(std::string& out) const;
  static Result<Log> decode(std::string_view body);
};

/// A run ended.
struct Done {
  RunId run = 0;
  bool ok = false;
  std::string error;  ///< of a failure: message and traceback with file and line
  void encode(std::string& out) const;
  static Result<Done> decode(std::string_view body);
};

}  // namespace luabot::wire
