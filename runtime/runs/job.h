#pragma once
#include <memory>
#include <string>

#include "runtime/files/spool.h"
#include "runtime/runs/effects.h"

namespace luabot {

/// One step being performed.
struct Effects::Job {
  std::shared_ptr<Run> run;
  std::string bundle;
  wire::Call asked;
  std::string print;
  std::shared_ptr<Content> content;  ///< the bytes that came with the call, if any did
  Done done;
  Diverged diverged;
  client::Call call{};
  bool page = false;
};

}  // namespace luabot
