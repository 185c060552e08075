#include "api/client/fair_queue.h"

#include <optional>
#include <utility>

namespace luabot::client {
namespace {

template <class Each>
void each_lane(Each each) {
  for (std::size_t lane = 0; lane < priorities; ++lane) each(lane);
}

}  // namespace

/// A dialog of a bot. In each lane where it has something and is not held, it stands in its bot's ring.
struct Flow {
  struct Side {
    std::map<std::uint64_t, Waiting*> waiting;  // by place
    std::list<Flow*>::iterator at;              // in the ring
    bool in_ring = false;
  };
  std::string dialog;
  void* bot = nullptr;
  std::array<Side, priorities> sides;
  std::size_t held = 0;
};

struct FairQueue::Bot {
  std::string name;
  std::map<std::string, Flow> flows;
  std::array<std::list<Flow*>, priorities> rings;
  std::array<std::list<Bot*>::iterator, priorities> at;  // in the lane, while the ring is not empty
};

FairQueue::FairQueue() = default;
FairQueue::~FairQueue() = default;

Flow& FairQueue::flow_of(const Waiting& one) {
  auto& bot = bots_[one.bot];
  if (!bot) {
    bot = std::make_unique<Bot>();
    bot->name = one.bot;
  }
  const auto [at, fresh] = bot->flows.try_emplace(one.dialog);
  if (fresh) {
    at->second.dialog = one.dialog;
    at->second.bot = bot.get();
  }
  return at->second;
}

/// Into the ring, at its end.
void FairQueue::enter(Flow& flow, std::size_t lane) {
  auto& side = flow.sides[lane];
  if (side.in_ring || flow.held > 0 || side.waiting.empty()) return;
  Bot& bot = *static_cast<Bot*>(flow.bot);
  if (bot.rings[lane].empty()) bot.at[lane] = lanes_[lane].bots.insert(lanes_[lane].bots.end(), &bot);
  side.at = bot.rings[lane].insert(bot.rings[lane].end(), &flow);
  side.in_ring = true;
  lanes_[lane].ready += side.waiting.size();
}

void FairQueue::quit(Flow& flow, std::size_t lane) {
  auto& side = flow.sides[lane];
  if (!std::exchange(side.in_ring, false)) return;
  Bot& bot = *static_cast<Bot*>(flow.bot);
  bot.rings[lane].erase(side.at);
  if (bot.rings[lane].empty()) lanes_[lane].bots.erase(bot.at[lane]);
  lanes_[lane].ready -= side.waiting.size();
}

void FairQueue::rotate(Flow& flow, std::size_t lane) {
  Bot& bot = *static_cast<Bot*>(flow.bot);
  auto& bots = lanes_[lane].bots;
  if (!bot.rings[lane].empty()) bots.splice(bots.end(), bots, bot.at[lane]);
  auto& ring = bot.rings[lane];
  if (flow.sides[lane].in_ring) ring.splice(ring.end(), ring, flow.sides[lane].at);
}

void FairQueue::forget(Flow& flow) {
  if (flow.held > 0) return;
  for (const auto& side : flow.sides)
    if (!side.waiting.empty()) return;
  Bot& bot = *static_cast<Bot*>(flow.bot);
  bot.flows.erase(std::string(flow.dialog));
  if (bot.flows.empty()) bots_.erase(std::string(bot.name));
}

void FairQueue::add(Waiting& one) {
  if (std::exchange(one.queued_, true)) return;
  if (one.place_ == 0) one.place_ = ++arrivals_;
  const auto lane = static_cast<std::size_t>(one.priority);
  Flow& flow = flow_of(one);
  one.flow_ = &flow;
  flow.sides[lane].waiting.emplace(one.place_, &one);
  ++lanes_[lane].waiting;
  if (flow.sides[lane].in_ring)
    ++lanes_[lane].ready;
  else
    enter(flow, lane);
}

/// Out of its flow, which stays as it is otherwise.
void FairQueue::take(Waiting& one) {
  const auto lane = static_cast<std::size_t>(one.priority);
  Flow& flow = *one.flow_;
  one.queued_ = false;
  --lanes_[lane].waiting;
  auto& side = flow.sides[lane];
  if (side.in_ring && side.waiting.size() == 1) quit(flow, lane);
  if (side.in_ring) --lanes_[lane].ready;
  side.waiting.erase(one.place_);
}

void FairQueue::remove(Waiting& one) {
  if (!one.queued_) return;
  Flow& flow = *one.flow_;
  take(one);
  forget(flow);
}

Waiting* FairQueue::front(Priority of) const {
  const auto& bots = lane(of).bots;
  const auto at = static_cast<std::size_t>(of);
  return bots.empty() ? nullptr : bots.front()->rings[at].front()->sides[at].waiting.begin()->second;
}

Waiting* FairQueue::pop(Priority of) {
  Waiting* one = front(of);
  if (one == nullptr) return nullptr;
  Flow& flow = *one->flow_;
  take(*one);
  rotate(flow, static_cast<std::size_t>(of));
  forget(flow);
  return one;
}

Waiting* FairQueue::pop_any(std::span<const Priority> of) {
  std::optional<Priority> first;
  Priority last{};
  for (const auto priority : of) {
    if (lane(priority).ready == 0) continue;
    last = priority;
    if (!first) first = last;
  }
  if (!first) return nullptr;
  return pop(++pops_ % lower_every == 0 ? last : *first);
}

void FairQueue::hold(Waiting& one) {
  if (one.dialog.empty() || std::exchange(one.held_, true)) return;
  Flow& flow = flow_of(one);
  one.flow_ = &flow;
  if (flow.held++ == 0) each_lane([&](std::size_t lane) { quit(flow, lane); });
}

void FairQueue::release(Waiting& one) {
  if (!std::exchange(one.held_, false)) return;
  Flow& flow = *one.flow_;
  --flow.held;
  each_lane([&](std::size_t lane) { enter(flow, lane); });
  forget(flow);
}

std::size_t FairQueue::known() const {
  std::size_t sum = bots_.size();
  for (const auto& [name, bot] : bots_) sum += bot->flows.size();
  return sum;
}

std::size_t FairQueue::waiting() const {
  std::size_t sum = 0;
  for (const auto& lane : lanes_) sum += lane.waiting;
  return sum;
}

std::size_t FairQueue::ready_to(Priority least) const {
  std::size_t sum = 0;
  for (std::size_t lane = 0; lane <= static_cast<std::size_t>(least); ++lane) sum += lanes_[lane].ready;
  return sum;
}

std::list<Waiting*> FairQueue::all() const {
  std::list<Waiting*> found;
  for (const auto& [name, bot] : bots_)
    for (const auto& [dialog, flow] : bot->flows)
      for (const auto& side : flow.sides)
        for (const auto& [place, one] : side.waiting) found.push_back(one);
  return found;
}

}  // namespace luabot::client
