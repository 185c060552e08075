#include <csignal>
#include <filesystem>

#include <catch2/catch.hpp>

#include "tests/e2e/world.h"

using namespace luabot::test;

namespace {

/// What `luabot run` and `luabot dev` say of scripts that cannot run: the same, with status 1.
std::string refusal(const std::string& path) {
  const TempDir data;
  const auto made = run({program(), "run", path, "--portal", "http://127.0.0.1:1/rest/1/token123/", "--data",
                         data.str() + "/data"});
  CAPTURE(path, made.out, made.err);
  CHECK(made.status == 1);
  CHECK(made.err.find("token123") == std::string::npos);
  const auto tried = run({program(), "dev", path});
  CAPTURE(tried.out, tried.err);
  CHECK(tried.status == 1);
  auto said = made.err.substr(std::min(made.err.find("luabot: "), made.err.size()));
  CHECK(tried.err.substr(std::min(tried.err.find("luabot: "), tried.err.size())) == said);
  return said;
}

bool has(const std::string& text, const std::string& part) {
  INFO(text);
  CHECK(text.find(part) != std::string::npos);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("scripts that cannot be read are named") {
  const TempDir dir;
  has(refusal(dir.str() + "/none.lua"), dir.str() + "/none.lua");
  std::filesystem::create_directories(dir.path() / "empty");
  has(refusal(dir.str() + "/empty"), dir.str() + "/empty/main.lua");
  std::filesystem::create_directories(dir.path() / "odd/main.lua");
  has(refusal(dir.str() + "/odd"), dir.str() + "/odd/main.lua");
  dir.write("dangling/main.lua", "");
  std::filesystem::create_symlink(dir.path() / "nowhere.lua", dir.path() / "dangling/other.lua");
  has(refusal(dir.str() + "/dangling"), dir.str() + "/dangling/other.lua");
}

TEST_CASE("scripts that do not load are told with file and line") {
  const TempDir dir;
  const std::string bot = "local luabot = require 'luabot'\n";
  has(refusal(dir.write("a/main.lua", bot + "\nbot:on('message' function() end)")), "main.lua:3:");
  has(refusal(dir.write("b/main.lua", bot + "\n\nerror('on purpose')")), "main.lua:4: on purpose");
  has(refusal(dir.write("c/main.lua", bot + "luabot.bot { properties = { name = 'C' } }")),
      "main.lua:2: luabot.bot: code is missing");
  has(refusal(dir.write("d/main.lua", "-- nothing")), "luabot.bot");
  dir.write("e/parts/one.lua", "\nlocal = 1");
  dir.write("e/main.lua", "require 'parts.one'");
  has(refusal(dir.str() + "/e"), "parts/one.lua:2:");
  has(refusal(dir.write("f/main.lua", "require 'nothing'")), "main.lua:1: module 'nothing' not found");
}
