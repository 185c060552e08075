#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "api/base/error.h"
#include "api/base/json.h"

namespace luabot::catalog {

/// What may be done with a call whose outcome is unknown.
enum class Repeat {
  read,          ///< changes nothing: repeat freely
  idempotent,    ///< a repeat leaves the same state: repeat freely
  deduplicated,  ///< the portal drops repeats that carry the same templateId: repeat freely when it is set
  once,          ///< a repeat would do it again: never repeat by ourselves
};

struct Description;

/// What is known of one REST method.
struct Method {
  std::string_view name;   ///< as documented: "imbot.v2.Chat.Message.send"
  std::string_view scope;  ///< "imbot", "im", "crm"; empty when none is documented
  Repeat repeat = Repeat::once;
  bool batchable = true;     ///< may be a subcall of `batch`
  bool described = false;    ///< parameters are known and checked; else only their names are known
  bool takes_bot = false;    ///< has botId and botToken, which the host fills in
  bool takes_token = false;  ///< has botToken, which the host fills in, with or without botId
  bool rest3 = false;        ///< served by REST 3 alone, under /rest/api/
  bool deprecated = false;
  std::string_view
      instead{};  ///< of a deprecated method: what to call now, with commas; empty when not documented
  std::string_view signature{};  ///< of a method that is not described: its parameters (signature.h)
  bool mentioned = false;        ///< named in the documentation, without a page of its own
  bool disposable = false;       ///< of no use later ("is typing"): not to be kept waiting, nor tried again
  /// Parameters, answer and errors (description.h); null unless described.
  const Description* description = nullptr;
};

/// One system error: any method may answer with it, or the OAuth server when a call needs a new token.
struct SystemError {
  std::string_view code;
  int status;                ///< HTTP status it comes with, 0 where none is documented
  std::string_view message;  ///< the portal's own words, empty where none are documented
};

/// The method of that name in any case, as the portal matches names; null when the catalog has none.
[[nodiscard]] const Method* find(std::string_view name);

/// The system error of that code in any case; null when there is none.
[[nodiscard]] const SystemError* find_system_error(std::string_view code);

/// The error codes that the method's page documents, without the system errors.
[[nodiscard]] std::vector<std::string_view> errors_of(const Method& method);

/// What may be done with this very call: `repeat` of its method, but for a method that is deduplicated by a
/// parameter `once` when the parameters lack that key or take its effect away (a system message).
[[nodiscard]] Repeat repeat_of(const Method& method, const Json& params);

/// The nearest known name, to say "did you mean"; empty when nothing is near.
[[nodiscard]] std::string suggest(std::string_view name);

/// Every known method, sorted by name.
[[nodiscard]] std::vector<const Method*> all();

/// Whether a text with a reference to another answer, "$result[user][id]", may stand for any value: so in
/// batch.
enum class References { unknown, taken };

/// Checks the parameters of a described method before anything is sent: required ones, types, enumerations,
/// limits, rules between parameters, misspelt names. botId and botToken are not required here, since the host
/// fills them in. On the way it corrects what Lua cannot say and brings the rest to the documented form: `{}`
/// becomes `[]` where an array is wanted (and the other way round), 5.0 becomes 5, a dialog's number becomes
/// its string, DIALOG_ID becomes dialogId, true becomes "Y" where "Y" and "N" are the values. An error
/// (BAD_PARAMS, `where` is the method) names the path as Lua counts ("fields.keyboard[2].TEXT"), what was
/// expected and what came, and never the value of a secret; a success returns warnings, such as parameters
/// that the catalog does not know. Of a method that is not described nothing is refused: names that look
/// misspelt and required parameters that are missing are warnings.
[[nodiscard]] Result<std::vector<std::string>> check(const Method& method, Json& params,
                                                     References references = References::unknown);

}  // namespace luabot::catalog
