#include "runtime/worker/runs.h"

#include <utility>

#include <lua.hpp>

#include "runtime/worker/binding.h"
#include "runtime/worker/bindings.h"
#include "runtime/worker/json_read.h"

namespace luabot::worker {
namespace {

constexpr std::size_t longest_error = std::size_t{64} * 1024;

Error broken(const std::string& what) {
  return {"PROTOCOL", what};
}

}  // namespace

Result<void> Runs::start(const wire::Start& message) {
  const auto [at, fresh] = runs_.try_emplace(message.run, nullptr);
  if (!fresh) return broken("run " + std::to_string(message.run) + " started twice");
  at->second = std::make_unique<Run>();
  Run& run = *at->second;
  run.frame.run = message.run;
  run.frame.wall_ms = run.frame.began_ms = message.wall_ms;
  run.frame.recorded = message.recorded;
  run.frame.random.seed(message.seed);

  std::string why;
  auto prepare = [&](lua_State* lua) {
    run.thread = lua_newthread(lua);
    run.ref = luaL_ref(lua, LUA_REGISTRYINDEX);
    vm_.push_dispatch(lua);
    lua_pushlstring(lua, message.type.data(), message.type.size());
    if (push_json(lua, message.event, why)) lua_xmove(lua, run.thread, 3);
  };
  if (!guarded(vm_.state(), prepare)) {
    finish(at, false, vm_.describe_error(vm_.state()));
  } else if (!why.empty()) {
    finish(at, false, "the event is not JSON: " + why);
  } else {
    drive(at, 2);
  }
  return {};
}

Result<void> Runs::part(const wire::Chunk& chunk) {
  const auto at = runs_.find(chunk.run);
  if (at == runs_.end()) return broken("bytes for run " + std::to_string(chunk.run) + ", which is not there");
  auto& bytes = at->second->bytes;
  if (!bytes) bytes.emplace();
  bytes->append(chunk.bytes);
  return {};
}

Result<void> Runs::answer(const wire::Answer& message) {
  const auto at = runs_.find(message.run);
  if (at == runs_.end() || at->second->frame.step != message.step)
    return broken("an answer to step " + std::to_string(message.step) + " of run " +
                  std::to_string(message.run) + ", which does not wait for it");
  Run& run = *at->second;
  run.frame.wall_ms = message.wall_ms;
  ++run.frame.step;
  const auto bytes = std::exchange(run.bytes, std::nullopt);

  std::string why;
  auto prepare = [&](lua_State* lua) {
    lua_pushboolean(lua, message.ok);
    if (!push_json(lua, message.value, why)) return;
    // A result that is null is nil; json.null is for the inside of lists.
    if (lua_touserdata(lua, -1) == nullptr && lua_islightuserdata(lua, -1)) {
      lua_pop(lua, 1);
      lua_pushnil(lua);
    }
    if (bytes) {
      lua_pushlstring(lua, bytes->data(), bytes->size());
    } else {
      lua_pushnil(lua);
    }
    lua_xmove(lua, run.thread, 3);
  };
  if (!guarded(vm_.state(), prepare)) {
    finish(at, false, vm_.describe_error(vm_.state()));
  } else if (!why.empty()) {
    finish(at, false, "the answer is not JSON: " + why);
  } else {
    drive(at, 3);
  }
  return {};
}

void Runs::drive(Table::iterator at, int arguments) {
  Run& run = *at->second;
  vm_.context().frame = &run.frame;
  const int status = lua_resume(run.thread, arguments);
  vm_.context().frame = &vm_.context().top;
  if (status == 0) return finish(at, true, "");
  if (status != LUA_YIELD) return finish(at, false, vm_.describe_error(run.thread));
  if (!is_mark(run.thread, -1))
    return finish(at, false, "coroutine.yield outside of a coroutine of the script's own");
  lua_pop(run.thread, 1);
  run.frame.call.encode(out_);
}

void Runs::finish(Table::iterator at, bool ok, const std::string& error) {
  luaL_unref(vm_.state(), LUA_REGISTRYINDEX, at->second->ref);
  wire::Done{at->first, ok, error.substr(0, longest_error)}.encode(out_);
  runs_.erase(at);
}

}  // namespace luabot::worker
