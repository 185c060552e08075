#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/worker_process.h"

using luabot::test::run_event;
using luabot::test::WorkerProcess;
using nlohmann::json;
namespace wire = luabot::wire;

// b24.list against portals that turn their pages in each way that is documented, and in ways that are not.
namespace {

constexpr int length = 7;  // of every list here
constexpr int size = 3;    // of a page

json items_from(int first) {
  json items = json::array();
  for (int i = first; i < first + size && i <= length; ++i) items.push_back({{"id", i}});
  return items;
}

json pages_by_start(const json& params, const char* name) {
  const int start = params.value(name, 0);
  json page{{"result", items_from(start + 1)}, {"total", length}};
  if (start + size < length) page["next"] = start + size;
  return page;
}

json pages_by_offset(const json& params, const char* name) {
  return items_from(params.value(name, 0) + 1);
}

json older(const json& params) {
  json items = json::array();
  const int before = params.value("LAST_ID", length + 1);
  for (int id = before - 1; id >= 1 && items.size() < size; --id)
    items.push_back({{"id", id}, {"notify_type", id > 5 ? 1 : 3}});
  return items;
}

json newer(const json& params) {
  json items = json::array();
  for (int id = params["FIRST_ID"].get<int>() + 1; id <= length && items.size() < size; ++id)
    items.push_back({{"id", id}});
  return items;
}

json page_of(const std::string& method, const json& params) {
  if (method == "crm.deal.list") return pages_by_start(params, "start");
  if (method == "department.get") return pages_by_start(params, "START");
  if (method == "crm.item.list") {
    auto page = pages_by_start(params, "start");
    page["result"] = {{"items", page["result"]}};
    return page;
  }
  if (method == "tasks.task.list") {
    auto page = pages_by_start(params, "start");
    page["result"] = {{"tasks", page["result"]}};
    return page;
  }
  if (method == "imbot.v2.Bot.list") {
    const auto bots = pages_by_offset(params, "offset");
    return {{"result",
             {{"bots", bots}, {"users", bots}, {"hasNextPage", params.value("offset", 0) + size < length}}}};
  }
  if (method == "im.search.user.list") {
    json result = json::object();
    for (const auto& item : pages_by_offset(params, "OFFSET"))
      result[std::to_string(item["id"].get<int>())] = item;
    return {{"result", result}, {"total", length}};
  }
  if (method == "im.recent.list")
    return {{"result",
             {{"items", pages_by_offset(params, "OFFSET")},
              {"hasMore", params.value("OFFSET", 0) + size < length}}},
            {"total", -1}};
  if (method == "humanresources.hcmlink.company.list")
    return {{"result", pages_by_offset(params, "offset")}, {"total", -1}};  // nobody has counted
  if (method == "im.v2.Event.get") {
    const int offset = params.value("offset", 1);
    if (params.contains("limit"))  // goes back and forth
      return {{"result",
               {{"events", items_from(offset)}, {"nextOffset", offset == 4 ? 2 : 4}, {"hasMore", true}}}};
    return {{"result",
             {{"events", items_from(offset)},
              {"nextOffset", offset + size},
              {"hasMore", offset + size <= length}}}};
  }
  if (method == "im.dialog.messages.get")
    return {{"result",
             {{"messages", params.contains("FIRST_ID") ? newer(params) : older(params)},
              {"users", json::array()}}}};
  if (method == "im.notify.get") {
    if (params.contains("LAST_ID")) CHECK(params["LAST_TYPE"] == (params["LAST_ID"] > 5 ? 1 : 3));
    return {{"result", {{"notifications", older(params)}, {"users", json::array()}}}};
  }
  if (method == "biconnector.source.list")
    return {{"result", items_from((params.value("page", 1) - 1) * size + 1)}};
  if (method == "mail.message.list") {
    CHECK(params["/pagination/limit"_json_pointer] == 3);
    return {{"result",
             {{"items", items_from((params.value("/pagination/page"_json_pointer, 1) - 1) * size + 1)}}}};
  }
  if (method == "im.notify.history.search")  // begins with the item that it was to begin behind
    return {{"result", {{"notifications", params.contains("LAST_ID") ? json{{{"id", 5}}} : items_from(3)}}}};
  if (method == "x.back") {
    const int start = params.value("start", 0);
    return {{"result", items_from(start + 1)}, {"next", start == 3 ? 1 : 3}};
  }
  if (method == "x.same") return {{"result", items_from(1)}, {"next", size}};
  if (method == "sign.b2e.mysafe.tail") return {{"result", items_from(1)}};
  if (method == "x.two") return {{"result", {{"a", items_from(1)}, {"b", items_from(2)}, {"n", 1}}}};
  if (method == "x.more") return {{"result", {{"list", items_from(1)}, {"hasNextPage", true}}}};
  if (method == "x.text") return {{"result", "no list"}};
  if (method == "x.empty") return {{"result", json::array()}, {"total", 0}};
  return {{"result", nullptr}};
}

std::pair<bool, std::string> portal(const wire::Call& call) {
  const auto params = json::parse(call.params);
  if (call.op == "crm.fail.list" && params.contains("start"))
    return {false,
            R"({"code":"ACCESS_DENIED","description":"No more","status":403,"method":"crm.fail.list"})"};
  if (call.op == "crm.fail.list") return {true, pages_by_start(params, "start").dump()};
  CHECK(json::parse(call.options)["page"] == true);
  return {true, page_of(call.op, params).dump()};
}

/// Runs the body of a handler, with `ids(method, params, options)`, which joins what b24.list gives.
luabot::test::RunResult run(const std::string& body) {
  WorkerProcess worker;
  worker.load(R"(local luabot, b24 = require "luabot", require "b24"
local bot = luabot.bot { code = "t", properties = { name = "T" } }
local function ids(method, params, options)
  local got = {}
  for item in b24.list(method, params, options) do got[#got + 1] = item.id end
  return table.concat(got, " ")
end
local function refused(wanted, ...)
  local ok, why = pcall(ids, ...)
  assert(not ok, "it was not refused")
  assert(tostring(why):find(wanted, 1, true), tostring(why))
end
bot:on("message", function()
)" + body + "\nend)");
  auto result = run_event(worker, {1, 1'700'000'000'000, 7, 0, "ONIMBOTV2MESSAGEADD", "{}"}, &portal);
  INFO(result.done.error);
  CHECK(result.done.ok);
  return result;
}

}  // namespace

TEST_CASE("a list that is paged by start and next is gone through to its end") {
  const auto result = run(R"lua(assert(ids("crm.deal.list", { filter = { A = 1 } }) == "1 2 3 4 5 6 7"))lua");
  REQUIRE(result.calls.size() == 3);
  CHECK(result.calls[0].params == R"({"filter":{"A":1}})");
  CHECK(result.calls[2].params == R"({"filter":{"A":1},"start":6})");
}

TEST_CASE("the list is found where the answer holds it") {
  run(R"lua(assert(ids "crm.item.list" == "1 2 3 4 5 6 7")
    assert(ids "tasks.task.list" == "1 2 3 4 5 6 7")
    assert(ids "im.search.user.list" == "1 2 3 4 5 6 7")
    assert(ids("x.two", {}, { items = "b" }) == "2 3 4")
    assert(ids "x.empty" == "" and ids "x.null" == "")
    refused("x.two answered with several lists; say which by { items = … }: a, b", "x.two")
    refused("x.text answered with a string, no list", "x.text"))lua");
}

TEST_CASE("lists are paged as their methods document it") {
  run(R"lua(local all, downwards = "1 2 3 4 5 6 7", "7 6 5 4 3 2 1"
    assert(ids "imbot.v2.Bot.list" == all)
    assert(ids "im.recent.list" == all)
    assert(ids "humanresources.hcmlink.company.list" == all)
    assert(ids "im.v2.Event.get" == all)
    assert(ids "department.get" == all)
    assert(ids "biconnector.source.list" == all)
    assert(ids("mail.message.list", { pagination = { limit = 3 } }) == all)
    assert(ids("im.dialog.messages.get", { DIALOG_ID = "chat5" }) == downwards)
    assert(ids("im.dialog.messages.get", { DIALOG_ID = "chat5", FIRST_ID = 2 }) == "3 4 5 6 7")
    assert(ids "im.notify.get" == downwards))lua");
}

TEST_CASE("a portal that says that there is no more is not asked again") {
  CHECK(run(R"lua(assert(ids "imbot.v2.Bot.list" == "1 2 3 4 5 6 7"))lua").calls.size() == 3);
  CHECK(run(R"lua(assert(ids "im.search.user.list" == "1 2 3 4 5 6 7"))lua").calls.size() == 3);
  CHECK(run(R"lua(assert(ids "im.v2.Event.get" == "1 2 3 4 5 6 7"))lua").calls.size() == 3);
}

TEST_CASE("a list begins where the script says") {
  run(R"lua(assert(ids("crm.deal.list", { start = 3 }) == "4 5 6 7"))lua");
}

TEST_CASE("a page is asked for when its first item is needed") {
  const auto result = run(R"lua(for item in b24.list("crm.deal.list") do if item.id == 3 then break end end
    local mine = { start = 3 }
    local each = b24.list("crm.deal.list", mine)
    each() each() each() each()
    assert(mine.start == 3 and each() == nil and each() == nil))lua");
  CHECK(result.calls.size() == 3);
}

TEST_CASE("a page that fails raises the portal's error") {
  run(R"lua(local seen = 0
    local ok, err = pcall(function() for _ in b24.list("crm.fail.list") do seen = seen + 1 end end)
    assert(not ok and seen == 3 and err.code == "ACCESS_DENIED" and err.method == "crm.fail.list")
    assert(err.where:find("^main.lua:%d+$")))lua");
}

TEST_CASE("a portal that does not turn the page is not asked for ever") {
  const auto result =
      run(R"lua(refused("x.same: PAGE_REPEATED: the portal answers with the same page again", "x.same")
    refused("PAGE_REPEATED", "sign.b2e.mysafe.tail")
    refused("x.more: PAGING_UNKNOWN", "x.more")
    refused("x.back: PAGE_REPEATED: the portal does not go on from start = 3", "x.back")
    refused("PAGE_REPEATED: the portal does not go on from LAST_ID = 5", "im.notify.history.search")
    refused("PAGE_REPEATED: the portal does not go on from offset = 4", "im.v2.Event.get", { limit = 3 }))lua");
  CHECK(result.calls.size() == 11);
}

TEST_CASE("a list ends with its time") {
  // Each answer comes a second after the last.
  const auto result = run(
      R"lua(refused("TIMED_OUT: the list did not end within 1.5 s", "crm.deal.list", {}, { timeout = 1.5 })
    assert(ids("crm.deal.list", {}, { timeout = 3.5 }) == "1 2 3 4 5 6 7"))lua");
  CHECK(json::parse(result.calls[0].options)["timeout"] == 1.5);
  CHECK(json::parse(result.calls[1].options)["timeout"] == 0.5);
}

TEST_CASE("what is wrong with the arguments of a list is said before anything is asked") {
  const auto result = run(R"lua(refused("b24.list: the method's name is missing")
    refused("b24.list: parameters must be a table, not a string", "x", "y")
    refused("unknown field 'options.timout'; did you mean 'timeout'?", "x", {}, { timout = 5 })
    refused("imbot.v2.Event.get confirms the bot's events", "imbot.v2.Event.get"))lua");
  CHECK(result.calls.empty());
}
