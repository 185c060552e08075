#include "runtime/journal/inquiry.h"

namespace luabot::journal {

namespace {

Bot read_bot(Statements& use, const std::string& portal, const std::string& code) {
  auto rows = use.read_bot.rows(portal, code);
  if (!rows.next()) return {};
  return {.key = rows.number(0),
          .bot_id = rows.number(1),
          .token = Secret(rows.text(2)),
          .next_token = Secret(rows.text(3)),
          .offset = rows.number(4)};
}

}  // namespace

Result<Bot> ask_bot(Statements& use, const std::string& portal, const std::string& code, const Secret& token,
                    bool replace) {
  use.add_bot.run(portal, code);
  Bot bot = read_bot(use, portal, code);
  if (!token.empty() && (replace || bot.token.empty())) {
    use.set_token.run(bot.key, token.reveal());
    bot.token = token;
    bot.next_token = Secret();
  }
  return bot;
}

Result<std::vector<KnownBot>> ask_bots(Statements& use) {
  std::vector<std::pair<std::string, std::string>> names;
  {
    auto rows = use.name_bots.rows();
    while (rows.next()) names.emplace_back(rows.text(0), rows.text(1));
  }
  std::vector<KnownBot> bots;
  for (auto& [portal, code] : names) {
    Bot bot = read_bot(use, portal, code);
    bots.push_back({std::move(portal), std::move(code), std::move(bot)});
  }
  return bots;
}

Result<void> plan_token_of(Statements& use, BotKey bot, const Secret& next) {
  use.plan_token.run(bot, next.reveal());
  return {};
}

Result<void> settle_token_of(Statements& use, BotKey bot, const Secret& token) {
  use.set_token.run(bot, token.reveal());
  return {};
}

Result<std::string> ask_bundle(Statements& use, const std::string& hash) {
  auto rows = use.read_bundle.rows(hash);
  if (rows.next()) return rows.text(0);
  return Error{.code = "BUNDLE_UNKNOWN",
               .what = "the scripts of bundle " + hash + " are not in the journal",
               .where = use.database.file()};
}

}  // namespace luabot::journal
