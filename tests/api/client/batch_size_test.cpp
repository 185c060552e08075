#include "api/client/batch_size.h"

#include <catch2/catch.hpp>

using namespace luabot::client;
using namespace std::chrono_literals;

TEST_CASE("a batch that came near the portal's limit makes the next ones half as large") {
  BatchSize size;
  CHECK(size.most() == 50);
  size.answered(50, 35s);
  CHECK(size.most() == 25);
  size.unanswered(25, 60s);
  CHECK(size.most() == 12);
  for (int i = 0; i < 10; ++i) size.unanswered(1, 60s);
  CHECK(size.most() == 1);
}

TEST_CASE("a batch that took its time, yet not too long, changes nothing") {
  BatchSize size;
  size.answered(50, 20s);
  CHECK(size.most() == 50);
  size.answered(50, 31s);
  CHECK(size.most() == 25);
  size.answered(25, 20s);
  CHECK(size.most() == 25);
}

TEST_CASE("it grows again while batches are answered soon") {
  BatchSize size;
  size.answered(50, 35s);
  size.answered(10, 1s);  // says nothing of 25
  CHECK(size.most() == 25);
  size.answered(25, 1s);
  CHECK(size.most() == 30);
  for (int i = 0; i < 10; ++i) size.answered(size.most(), 1s);
  CHECK(size.most() == 50);
}

TEST_CASE("it shrinks to half of the batch that was too much, and never below one") {
  BatchSize size;
  size.answered(20, 35s);
  CHECK(size.most() == 10);
  size.unanswered(6, 16s);
  CHECK(size.most() == 3);
  size.answered(1, 35s);
  CHECK(size.most() == 1);
}

TEST_CASE("a connection that was refused at once says nothing of the size") {
  BatchSize size;
  size.unanswered(50, 10ms);
  CHECK(size.most() == 50);
}

TEST_CASE("how long a method takes is learned from its answers: slower at once, faster with time") {
  BatchSize size;
  CHECK(size.expected("m") == 100ms);
  size.learn("m", R"({"duration":0.5})");
  CHECK(size.expected("m") == 500ms);
  size.learn("m", R"({"duration":3})");
  CHECK(size.expected("m") == 3s);
  size.learn("m", R"({"duration":1})");
  CHECK(size.expected("m") > 2s);
  for (int i = 0; i < 50; ++i) size.learn("m", R"({"duration":1})");
  CHECK(size.expected("m") < 1100ms);
  for (const char* nonsense : {"", "[]", "{}", R"({"duration":"x"})"}) size.learn("other", nonsense);
  CHECK(size.expected("other") == 100ms);
}

TEST_CASE("times that make no sense are brought within those that do") {
  BatchSize size;
  size.learn("m", R"({"duration":-5})");
  CHECK(size.expected("m") == 0s);
  size.learn("m", R"({"duration":1e9})");
  CHECK(size.expected("m") == 60s);
}

TEST_CASE("of more methods than there are nothing is learned") {
  BatchSize size;
  for (int i = 0; i < 10'000; ++i) size.learn("m" + std::to_string(i), R"({"duration":1})");
  size.learn("more", R"({"duration":1})");
  CHECK(size.expected("more") == 100ms);
  size.learn("m7", R"({"duration":2})");
  CHECK(size.expected("m7") == 2s);
}
