#include <cstdlib>

#include <catch2/catch.hpp>

#include "runtime/config/config.h"
#include "tests/support/temp_dir.h"

using namespace luabot;
using namespace luabot::test;

namespace {

const std::string secret = "pl4nted-in-toml";
const std::string acme = "[[portal]]\nname = 'acme'\nurl = 'https://acme.example/rest/1/" + secret + "/'\n";
const std::string bot = "[[bot]]\nscript = 'echo'\n";
const std::string server = "[server]\nlisten = '127.0.0.1:8024'\npublic_url = 'https://bots.example.com'\n";
const std::string oauth_begin =
    "name = 'globex'\noauth = { client_id = 'app.1', client_secret = '" + secret + "'";

/// The file is refused at that line, the error holds each of these, and never the planted secret.
void check_refused(const std::string& text, int line, const std::vector<std::string>& says) {
  const TempDir dir;
  const auto read = config::read(dir.write("luabot.toml", text));
  INFO(text);
  REQUIRE_FALSE(read);
  const auto said = read.error().text();
  INFO(said);
  CHECK(said.find("luabot.toml:" + std::to_string(line) + ":") != std::string::npos);
  for (const auto& part : says) {
    INFO(part);
    CHECK(said.find(part) != std::string::npos);
  }
  CHECK(said.find("pl4nted") == std::string::npos);
  CHECK_FALSE(read.error().hint.empty());
}

}  // namespace

TEST_CASE("a key that is unknown is refused with the one that was meant") {
  check_refused("\ndate = 'x'\n", 2, {"unknown key 'date'", "Did you mean data?"});
  check_refused("require_sandbox = 'yes'\n", 1, {"require_sandbox", "true or false is expected"});
  check_refused("[sever]\n", 1, {"'sever'", "Did you mean server?"});
  check_refused("[server]\nlisten='127.0.0.1:1'\npublic-url='x'\n", 3, {"[server]", "public_url?"});
  check_refused(acme + "limits = 'standard'\n", 4, {"[[portal]]", "Did you mean limit?"});
  check_refused(acme + bot + "scirpt = 'x'\n", 6, {"[[bot]]", "Did you mean script?"});
  check_refused(acme + bot + "colour = 'x'\n", 6, {"Known are script, portal, events"});
  check_refused("[[portal]]\n" + oauth_begin + ", accesstokn = '" + secret + "'}\n", 3,
                {"oauth", "Did you mean access_token?"});
  check_refused(acme + bot + "poll = { mni = '2s' }\n", 6, {"Did you mean min?"});
  check_refused(acme + "limit = { burst = 5, rat = 2 }\n", 4, {"Did you mean rate?"});
  check_refused("zzz = 1\nyyy = 2\n", 1, {"'zzz'"});
}

TEST_CASE("what is no TOML is refused at its line") {
  check_refused("a = 1\nb = \n", 2, {"TOML"});
  check_refused(acme + "url = 'twice'\n", 4, {"TOML"});
  check_refused("\n\n[[portal]]\nurl = " + secret + "\n", 4, {"TOML"});
  check_refused("[[portal]]\nurl = \"" + secret + "\n", 2, {"TOML"});
  check_refused("[[portal]]\nurl = \"" + secret + "\" " + secret + "\n", 2, {"TOML"});
}

TEST_CASE("a value of another kind is refused") {
  check_refused("data = 5\n", 1, {"data", "a text is expected", "a number"});
  check_refused("data = ''\n", 1, {"empty"});
  check_refused("server = 'x'\n", 1, {"server", "a table is expected", "[server]"});
  check_refused("[portal]\nname = 'acme'\n", 1, {"[[portal]]"});
  check_refused("portal = [1]\n", 1, {"[[portal]]"});
  check_refused("bot = 'x'\n", 1, {"[[bot]]"});
  check_refused("[[portal]]\nname = 'a'\nurl = ['" + secret + "']\n", 3, {"a list"});
  check_refused("[[portal]]\nname = 'a'\nurl = { a = '" + secret + "' }\n", 3, {"a table"});
  check_refused("[[portal]]\nname = 'a'\nurl = 2026-01-01\n", 3, {"a date"});
  check_refused("[[portal]]\nname = true\n", 2, {"true or false"});
  check_refused("[[portal]]\nname = 'a'\noauth = '" + secret + "'\n", 3, {"oauth", "client_id"});
  check_refused(acme + bot + "poll = '2s'\n", 6, {"poll = {"});
}

TEST_CASE("a server that cannot be is refused") {
  check_refused("[server]\npublic_url = 'https://a.example'\n", 1, {"listen is missing", "127.0.0.1:8024"});
  for (const char* listen : {"8024", "127.0.0.1", "localhost:80", "127.0.0.1:x", "127.0.0.1:70000", "::1:80",
                             "127.0.0.1:", "[127.0.0.1:5"})
    check_refused("[server]\nlisten = '" + std::string(listen) + "'\n", 2, {"no address to listen on"});
  for (const char* url : {"bots.example.com", "http://bots.example.com", "https://", "https:///x",
                          "https://a.example/?x=1", "ftp://127.0.0.1/"})
    check_refused("[server]\nlisten = '127.0.0.1:1'\npublic_url = '" + std::string(url) + "'\n", 3,
                  {"public_url", "https"});
}

TEST_CASE("a portal that cannot be is refused") {
  check_refused("[[portal]]\nurl = 'https://a.example/rest/1/" + secret + "/'\n", 1, {"name is missing"});
  for (const char* name : {"a/b", "..", ".x", "a b", "ä"})
    check_refused("[[portal]]\nname = '" + std::string(name) + "'\n", 2, {"no name"});
  check_refused("[[portal]]\nname = '" + std::string(65, 'a') + "'\n", 2, {"no name"});
  check_refused("[[portal]]\nname = 'a'\n", 1, {"neither url nor oauth"});
  check_refused(acme + "oauth = { client_id = 'x', client_secret = '" + secret + "' }\n", 1,
                {"url and oauth"});
  check_refused("[[portal]]\nname = 'a'\nurl = '" + secret + "'\n", 3, {"url"});
  check_refused("[[portal]]\nname = 'a'\nurl = 'http://a.example/rest/1/" + secret + "/'\n", 3, {"https"});
  check_refused("[[portal]]\nname = 'a'\nurl = 'https://a.example/" + secret + "/'\n", 3, {"/rest/"});
  check_refused(acme + acme, 5, {"another portal is called acme", "luabot.toml:1"});
  check_refused(acme + "[[portal]]\nname = 'b'\nurl = 'https://acme.example/rest/7/" + secret + "2/'\n", 6,
                {"is the portal acme too", "once"});
  check_refused(acme + "[[portal]]\nname = 'b'\nurl = 'https://ACME.example:443/rest/7/" + secret + "2/'\n",
                6, {"is the portal acme too", "once"});
}

TEST_CASE("a limit that cannot be is refused") {
  for (const char* limit : {"'fast'", "'0:2'", "''", "true", "50"})
    check_refused(acme + "limit = " + limit + "\n", 4, {"limit"});
  check_refused(acme + "limit = { burst = 0, rate = 2 }\n", 4, {"burst", "at least 1"});
  check_refused(acme + "limit = { burst = 5, rate = 0 }\n", 4, {"rate", "more than 0"});
  check_refused(acme + "limit = { burst = 5 }\n", 4, {"rate is missing"});
  check_refused(acme + "limit = { burst = '5', rate = 1 }\n", 4, {"a number is expected"});
  check_refused(acme + "limit = { burst = inf, rate = 1 }\n", 4, {"a number is expected"});
}

TEST_CASE("an application that cannot be is refused") {
  const std::string begin = "[[portal]]\n" + oauth_begin;
  check_refused("[[portal]]\nname = 'a'\noauth = { client_secret = '" + secret + "' }\n", 3,
                {"client_id is missing"});
  check_refused("[[portal]]\nname = 'a'\noauth = { client_id = 'x' }\n", 3, {"client_secret is missing"});
  check_refused(begin + " }\n", 1, {"installation", "[server]"});
  check_refused(server + begin + ", access_token = '" + secret + "' }\n", 6, {"belong together"});
  check_refused(server + begin + ", endpoint = 'https://a.example/rest/' }\n", 6, {"belong together"});
  check_refused(server + begin + ", server = 'http://oauth.example/' }\n", 6, {"server", "https"});
  const auto tokens = [&](const std::string& endpoint, const std::string& access) {
    return server + begin + ", member_id = 'a1', endpoint = '" + endpoint + "', access_token = '" + access +
           "', refresh_token = '" + secret + "' }\n";
  };
  check_refused(tokens("https://a.example/", secret), 6, {"/rest/"});
  check_refused(tokens("http://a.example/rest/", secret), 6, {"endpoint", "clear text"});
  check_refused(tokens("https://a.example/rest/", "a b"), 6, {"access_token"});
}

TEST_CASE("a bot that cannot be is refused") {
  check_refused(acme + "[[bot]]\nportal = 'acme'\n", 4, {"script is missing"});
  check_refused(acme + bot + "portal = 'acem'\n", 6, {"no portal acem", "Did you mean acme?"});
  check_refused(acme + bot + "portal = 'globex'\n", 6, {"no portal globex", "[[portal]]"});
  check_refused(acme + bot + "events = 'push'\n", 6, {"push is no way", "fetch or webhook"});
  check_refused(acme + bot + "events = 'webhook'\n", 6, {"[server]"});
  check_refused(acme + bot + "events = 'webhook'\n[server]\nlisten = '127.0.0.1:1'\n", 6, {"public_url"});
  check_refused(acme + bot + "token = '" + std::string(26, 'x') + secret + "'\n", 6, {"40 characters"});
  check_refused(acme + bot + "limits = { memory = '64MB' }\n", 6, {"limits", "Leave it out"});
  for (const char* duration : {"2", "2x", "0s", "-1s", "s", "", "1.5s", "99999999999999h"})
    check_refused(acme + bot + "poll = { min = '" + std::string(duration) + "' }\n", 6, {"min"});
  check_refused(acme + bot + "poll = { min = '5s', max = '2s' }\n", 6, {"max is less than min"});
  check_refused(
      server + "[[portal]]\n" + oauth_begin + " }\n" + bot + "portal = 'globex'\ntoken = '" + secret + "'\n",
      10, {"no token"});
}

TEST_CASE("a secret that is kept elsewhere is named when it is missing there, with its line") {
  check_refused("[[portal]]\nname = 'a'\nurl = 'env:TOML_NO_SUCH'\n", 3, {"env:TOML_NO_SUCH", "not set"});
  setenv("TOML_EMPTY", "", 1);  // NOLINT(concurrency-mt-unsafe)
  check_refused("[[portal]]\nname = 'a'\nurl = 'env:TOML_EMPTY'\n", 3, {"env:TOML_EMPTY"});
  check_refused(acme + bot + "token = 'file:none/here'\n", 6, {"/none/here", "cannot read"});
  check_refused(acme + bot + "token = 'file:.'\n", 6, {"cannot read"});
  setenv("TOML_WRONG", ("http://a.example/rest/1/" + secret + "/").c_str(),
         1);  // NOLINT(concurrency-mt-unsafe)
  check_refused("[[portal]]\nname = 'a'\nurl = 'env:TOML_WRONG'\n", 3, {"https"});
}

TEST_CASE("a file that is not there is named") {
  const TempDir dir;
  for (const auto& file : {dir.str() + "/none.toml", dir.str()}) {
    const auto read = config::read(file);
    REQUIRE_FALSE(read);
    CHECK(read.error().text().find(file + ": cannot read") != std::string::npos);
  }
}
