#pragma once
#include <nlohmann/json.hpp>

#include "api/emulator/methods.h"

namespace luabot::emulator {

/// Runs the subcalls of a batch in the order of `cmd` and records each as a part of the call `number`.
/// The parameters keep their order, which is why they are not a Json.
[[nodiscard]] Reply run_batch(State& state, const nlohmann::ordered_json& params, std::int64_t number);

/// What the record of calls keeps of a batch: the methods by their keys. The rest may hold tokens.
[[nodiscard]] Json batch_outline(const nlohmann::ordered_json& params);

}  // namespace luabot::emulator
