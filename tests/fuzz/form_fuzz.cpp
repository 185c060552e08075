#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <nlohmann/json.hpp>

#include "api/events/pushed.h"
#include "api/form/form.h"

/// Any bytes as a form: what is made of them is valid JSON, and what a strict reading takes, a lenient one
/// takes for the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace luabot;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto lenient = form::decode_text(text);
  if (lenient && !nlohmann::json::accept(*lenient)) std::abort();
  const auto strict = form::decode_text(text, {.strict = true});
  if (strict && (!lenient || *strict != *lenient)) std::abort();
  if (const auto event = events::Pushed::read(text))
    if (!nlohmann::json::accept(event->data())) std::abort();
  return 0;
}
