#pragma once
#include <string>

namespace luabot::test {

/// Runs scripts/NAME.lua as a part of a bot in a worker, and looks that it has not reached what it wants:
/// that it says so itself, that no frame holds the secret, that no file was made or removed, and that the
/// worker does ordinary work afterwards. A script that "May crash." may end the worker by a signal instead,
/// but no other way.
void contained(const std::string& name);

}  // namespace luabot::test
