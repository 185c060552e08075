#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "api/catalog/catalog.h"

/// What the catalog knows of a described method beyond its name. All of it is constant data that lives as
/// long as the program, generated from api/catalog/data (see FORMAT.md).
namespace luabot::catalog {

/// A constant run of elements; unlike std::span its element may still be incomplete, so that a Param can hold
/// Params.
template <class T>
struct Slice {
  const T* data = nullptr;
  std::size_t count = 0;

  [[nodiscard]] constexpr const T* begin() const { return data; }
  [[nodiscard]] constexpr const T* end() const { return data + count; }
  [[nodiscard]] constexpr std::size_t size() const { return count; }
  [[nodiscard]] constexpr bool empty() const { return count == 0; }
  constexpr const T& operator[](std::size_t i) const { return data[i]; }
};

/// Kinds of values; a type is a set of them.
enum Kind : std::uint16_t {
  kind_string = 1,
  kind_integer = 2,
  kind_number = 4,
  kind_boolean = 8,
  kind_object = 16,
  kind_array = 32,
  kind_map = 64,        ///< an object whose keys are data, not names
  kind_file = 128,      ///< base64 of the bytes, without a data: prefix
  kind_datetime = 256,  ///< a string; ISO 8601 in answers
  kind_json = 512,      ///< a string that holds JSON
  kind_any = 1024,      ///< not documented
  kind_entity = 2048,   ///< an object described once for all methods; only in answers
};

struct Type {
  std::uint16_t kinds = 0;
  std::uint16_t items = 0;  ///< of an array's items, 0 when not known
  bool nullable = false;

  [[nodiscard]] constexpr bool has(std::uint16_t some) const { return (kinds & some) != 0; }
};

/// What a string has to look like.
enum class Format : std::uint8_t {
  none,
  dialog,           ///< "chat5", or "5" for the private dialog with user 5
  chat,             ///< "chat5"
  dialog_or_group,  ///< as dialog, or "sg5" for the chat of workgroup 5
  uuid,
  language,  ///< two lower-case letters
};

struct Param;

/// The contents of keyboards, menus and attachments: an array of items, an object that holds that array, JSON
/// text of either, or "N" or "" to remove what is there.
struct Shape {
  std::string_view name{};
  std::string_view container{};  ///< the object's name for the array: "BUTTONS"
  Slice<Param> object{};
  Slice<Param> items{};
};

/// A parameter beside this one and the value, as JSON text, that it is compared with.
struct Condition {
  std::string_view param{};  ///< empty when there is no condition; "auth" is how the caller is authorized
  std::string_view value{};
  bool unless = false;  ///< holds when the value is another one
};

inline constexpr std::int64_t no_min = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t no_max = std::numeric_limits<std::int64_t>::max();

/// A parameter. Of limits, 0 means that none is documented.
struct Param {
  std::string_view name{};   ///< as documented
  std::string_view alias{};  ///< the other accepted spelling: DIALOG_ID for dialogId and the other way round
  Type type{};
  std::string_view about{};  ///< a phrase in our own words
  Format format = Format::none;
  bool required = false;
  bool undocumented = false;  ///< known from change logs and examples
  bool open = false;          ///< other values than `values` occur
  bool truncates = false;     ///< the portal cuts what is longer than max_length
  Slice<std::string_view> values{};
  std::string_view default_json{};  ///< JSON text, empty when there is no default
  std::int64_t min = no_min;
  std::int64_t max = no_max;
  std::uint32_t min_length = 0;      ///< characters
  std::uint32_t max_length = 0;      ///< characters
  std::uint32_t max_items = 0;       ///< of an array or map
  std::uint32_t max_serialized = 0;  ///< characters of the value as JSON
  std::uint32_t max_bytes = 0;       ///< of a file, decoded
  std::uint32_t max_pixels = 0;      ///< of an image, each side
  Condition required_when{};
  std::string_view needs{};  ///< a parameter that must be given beside this one
  Slice<Param> params{};     ///< of an object, or of an array's objects; empty when its names are not fixed
  const Shape* shape = nullptr;
  Format key = Format::none;  ///< of a map
  Type value{};               ///< of a map
};

/// One of some parameters has to be given.
struct Rule {
  Slice<std::string_view> paths{};  ///< "fields.message"
  bool exclusive = false;           ///< the page calls them alternatives: more than one is doubtful
  std::string_view error{};         ///< the portal's code, empty when none is documented
};

struct Entity;

/// A place in an answer: "result.users[].id", with "{key}" for a key that is data.
struct Field {
  std::string_view path{};  ///< in an entity relative to it
  Type type{};
  const Entity* entity = nullptr;  ///< its fields follow this place, or this place and "[]" for an array
  Slice<std::string_view> values{};
  bool open = false;
  bool answers_only = false;  ///< of an entity: events lack it
  std::string_view about{};   ///< one line; empty for a place whose name says it all
};

/// An object that many answers hold: "User".
struct Entity {
  std::string_view name{};
  Slice<Field> fields{};
};

/// An error code that the method's page documents.
struct MethodError {
  std::string_view code{};
  int status = 0;  ///< 0 when the page does not say
};

struct Description {
  std::string_view family{};  ///< the data file it stands in: "im.chat"
  std::string_view about{};   ///< one sentence
  bool needs_bot = false;     ///< botId is required; otherwise another parameter may take its place
  Slice<Param> params{};      ///< with botId and botToken, where the method takes them
  Slice<Rule> rules{};
  Slice<Field> result{};  ///< of the whole answer, "result" first; "time", the entity Time, is in every one
  Slice<MethodError> errors{};
  std::string_view repeat_key{};     ///< path of the parameter that makes a repeat harmless
  std::string_view repeat_unless{};  ///< path of a boolean that, when true, takes that effect away
};

/// The entity of that name; null when there is none.
[[nodiscard]] const Entity* find_entity(std::string_view name);

}  // namespace luabot::catalog
