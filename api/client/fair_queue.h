#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "api/client/client.h"

namespace luabot::client {

struct Flow;

/// What waits in a FairQueue; a call derives from it. The strings must not change while it does.
class Waiting {
 public:
  Waiting() = default;
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  Priority priority = Priority::normal;
  std::string bot;
  std::string dialog;  ///< empty: in no order with others
  [[nodiscard]] bool queued() const { return queued_; }

 protected:
  ~Waiting() = default;

 private:
  friend class FairQueue;
  std::uint64_t place_ = 0;  ///< order of arrival, kept for life
  Flow* flow_ = nullptr;     ///< while queued or held
  bool queued_ = false;
  bool held_ = false;
};

/// Who is next. Higher priorities first; within one, bots take turns, and within a bot its dialogs; of a
/// dialog, in order of arrival. What comes back after a failed attempt takes its old place. A dialog that is
/// held gives nothing, so that its calls reach the portal one after another.
/// Pure logic; whoever waits is borrowed and has to be removed and released before it goes.
class FairQueue {
 public:
  FairQueue();
  FairQueue(const FairQueue&) = delete;
  FairQueue& operator=(const FairQueue&) = delete;
  ~FairQueue();

  void add(Waiting& one);
  void remove(Waiting& one);
  /// The next of that priority; null when none may go.
  [[nodiscard]] Waiting* front(Priority of) const;
  /// Takes the next of that priority out.
  Waiting* pop(Priority of);
  /// Takes the next of these priorities out, the highest first. One in so many comes from the lowest of them
  /// in which any waits, so that none starves.
  Waiting* pop_any(std::span<const Priority> of);
  static constexpr std::uint64_t lower_every = 25;

  /// Keeps its dialog (of any priority) back until release(). Without a dialog, nothing is kept back.
  void hold(Waiting& one);
  void release(Waiting& one);

  [[nodiscard]] std::size_t waiting(Priority of) const { return lane(of).waiting; }
  [[nodiscard]] std::size_t waiting() const;
  /// Those whose dialogs are not held.
  [[nodiscard]] std::size_t ready(Priority of) const { return lane(of).ready; }
  [[nodiscard]] std::size_t ready() const { return ready_to(Priority::bulk); }
  /// Those of this priority and above.
  [[nodiscard]] std::size_t ready_to(Priority least) const;
  /// Bots and dialogs that it keeps something of: those without anything queued or held are forgotten.
  [[nodiscard]] std::size_t known() const;
  /// All that wait.
  [[nodiscard]] std::list<Waiting*> all() const;

 private:
  struct Bot;
  struct Lane {
    std::list<Bot*> bots;  // with something ready, in their turn
    std::size_t waiting = 0;
    std::size_t ready = 0;
  };
  [[nodiscard]] const Lane& lane(Priority of) const { return lanes_[static_cast<std::size_t>(of)]; }
  Flow& flow_of(const Waiting& one);
  void enter(Flow& flow, std::size_t lane);
  void quit(Flow& flow, std::size_t lane);
  void rotate(Flow& flow, std::size_t lane);
  void take(Waiting& one);
  void forget(Flow& flow);

  std::array<Lane, priorities> lanes_;
  std::map<std::string, std::unique_ptr<Bot>> bots_;
  std::uint64_t arrivals_ = 0;
  std::uint64_t pops_ = 0;
};

}  // namespace luabot::client
