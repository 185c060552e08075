#include "runtime/worker/markdown.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include <md4c.h>

#include "runtime/worker/markdown_text.h"

namespace luabot::worker {
namespace {

// U+200B, as ui.escape has it.
constexpr std::string_view invisible = "\xe2\x80\x8b";
constexpr std::string_view indent = "    ";
constexpr std::string_view rule = "\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80";
constexpr int most_dashes = 4;  // more may begin a quotation

struct List {
  bool ordered = false;
  unsigned next = 0;
};

/// md4c calls with each piece in turn; this writes it.
class Writer {
 public:
  void enter(MD_BLOCKTYPE type, void* detail);
  void leave(MD_BLOCKTYPE type, void* detail);
  void enter(MD_SPANTYPE type, void* detail);
  void leave(MD_SPANTYPE type, void* detail);
  void text(MD_TEXTTYPE type, std::string_view text);

  std::string result() {
    // What the chat would take for one of its commands.
    if (begins(out_, "/me") || begins(out_, "/loud")) out_.insert(1, invisible);
    return std::move(out_);
  }

 private:
  /// At least so many line ends before what comes next.
  void gap(int lines) { gap_ = std::max(gap_, lines); }
  void begin_line();
  void raw(std::string_view code);
  void words(std::string_view text);
  void code(std::string_view text);
  [[nodiscard]] int between() const { return lists_.empty() ? 2 : 1; }

  std::string out_;
  int gap_ = 0;
  std::string marker_;  ///< of a list's entry that nothing was written of yet
  std::vector<List> lists_;
  int quotes_ = 0;
  bool in_code_ = false;
  int cell_ = 0;
  int image_ = 0;            ///< nested images: their text is not shown beside them
  std::vector<bool> links_;  ///< open links, whether each is one
  char last_ = 0;            ///< of the text, 0 after anything else
  int dashes_ = 0;
};

void Writer::begin_line() {
  if (out_.empty()) gap_ = 0;
  const bool fresh = gap_ > 0 || out_.empty();
  for (; gap_ > 0; --gap_) {
    out_ += '\n';
    if (gap_ > 1 && quotes_ > 0) out_ += ">>";
  }
  if (!fresh) return;
  last_ = 0;
  dashes_ = 0;
  if (quotes_ > 0) out_ += ">>";
  if (!lists_.empty())
    for (std::size_t i = 1; i < lists_.size(); ++i) out_ += indent;
  out_ += marker_;
  marker_.clear();
}

void Writer::raw(std::string_view code) {
  begin_line();
  out_ += code;
  last_ = 0;
  dashes_ = 0;
}

void Writer::words(std::string_view text) {
  begin_line();
  for (const char c : text) {
    dashes_ = c == '-' ? dashes_ + 1 : 0;
    const bool meaning = (c == '>' && last_ == '>') || (lower(c) == 'b' && last_ == '#') ||
                         (c == '#' && last_ == '&') || last_ == '[' || dashes_ > most_dashes;
    if (meaning) out_ += invisible;
    if (dashes_ > most_dashes) dashes_ = 1;
    out_ += c;
    last_ = c;
  }
  if (last_ == '[') out_ += invisible, last_ = 0;
}

/// In code only its end has a meaning.
void Writer::code(std::string_view text) {
  begin_line();
  for (std::size_t i = 0; i < text.size(); ++i) {
    out_ += text[i];
    if (text[i] == '\n' && quotes_ > 0) out_ += ">>";
    if (text[i] == '[' && begins(text.substr(i + 1), "/code")) out_ += invisible;
  }
}

void Writer::enter(MD_BLOCKTYPE type, void* detail) {
  switch (type) {
    case MD_BLOCK_QUOTE:
      gap(between());
      ++quotes_;
      break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
      gap(between());
      lists_.push_back(
          {type == MD_BLOCK_OL, type == MD_BLOCK_OL ? static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start : 0});
      break;
    case MD_BLOCK_LI: {
      gap(1);
      auto& list = lists_.back();
      const auto& about = *static_cast<MD_BLOCK_LI_DETAIL*>(detail);
      marker_ = list.ordered ? std::to_string(list.next++) + ". " : "\xe2\x80\xa2 ";
      if (about.is_task != 0) marker_ = about.task_mark == ' ' ? "\xe2\x98\x90 " : "\xe2\x98\x91 ";
      break;
    }
    case MD_BLOCK_HR:
      gap(between());
      raw(rule);
      gap(between());
      break;
    case MD_BLOCK_H: {
      const auto level = static_cast<MD_BLOCK_H_DETAIL*>(detail)->level;
      gap(between());
      raw(level == 1 ? "[size=24][b]" : level == 2 ? "[size=20][b]" : level == 3 ? "[size=17][b]" : "[b]");
      break;
    }
    case MD_BLOCK_CODE:
      if (marker_.empty()) gap(between());
      raw("[code]");
      in_code_ = true;
      break;
    case MD_BLOCK_TABLE:
      gap(between());
      break;
    case MD_BLOCK_TR:
      gap(1);
      cell_ = 0;
      break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
      if (cell_++ > 0) raw(" | ");
      if (type == MD_BLOCK_TH) raw("[b]");
      break;
    case MD_BLOCK_P:
      if (marker_.empty()) gap(between());
      break;
    default:
      break;
  }
}

void Writer::leave(MD_BLOCKTYPE type, void* detail) {
  switch (type) {
    case MD_BLOCK_QUOTE:
      --quotes_;
      gap_ = 0;
      gap(between());
      break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
      lists_.pop_back();
      gap(between());
      break;
    case MD_BLOCK_LI:
      if (!marker_.empty()) raw("");
      gap(1);
      break;
    case MD_BLOCK_H: {
      const auto level = static_cast<MD_BLOCK_H_DETAIL*>(detail)->level;
      raw(level <= 3 ? "[/b][/size]" : "[/b]");
      gap(between());
      break;
    }
    case MD_BLOCK_CODE:
      in_code_ = false;
      if (!out_.empty() && out_.back() == '\n') out_.pop_back();
      raw("[/code]");
      gap(between());
      break;
    case MD_BLOCK_TH:
      raw("[/b]");
      break;
    case MD_BLOCK_TABLE:
    case MD_BLOCK_P:
      gap(between());
      break;
    default:
      break;
  }
}

void Writer::enter(MD_SPANTYPE type, void* detail) {
  if (image_ > 0 && type != MD_SPAN_IMG) return;
  switch (type) {
    case MD_SPAN_EM:
      return raw("[i]");
    case MD_SPAN_STRONG:
      return raw("[b]");
    case MD_SPAN_DEL:
      return raw("[s]");
    case MD_SPAN_U:
      return raw("[u]");
    case MD_SPAN_CODE:
      in_code_ = true;
      return raw("[code]");
    case MD_SPAN_A: {
      const auto to = address(static_cast<MD_SPAN_A_DETAIL*>(detail)->href);
      links_.push_back(!to.empty());
      if (!to.empty()) raw("[url=" + to + "]");
      return;
    }
    case MD_SPAN_IMG: {
      const auto from = address(static_cast<MD_SPAN_IMG_DETAIL*>(detail)->src);
      if (image_ > 0 || !from.empty()) ++image_;
      if (image_ == 1) raw("[img size=medium]" + from + " [/img]");
      return;
    }
    default:
      return;
  }
}

void Writer::leave(MD_SPANTYPE type, void* /*detail*/) {
  if (type == MD_SPAN_IMG) {
    image_ = std::max(0, image_ - 1);
    return;
  }
  if (image_ > 0) return;
  switch (type) {
    case MD_SPAN_EM:
      return raw("[/i]");
    case MD_SPAN_STRONG:
      return raw("[/b]");
    case MD_SPAN_DEL:
      return raw("[/s]");
    case MD_SPAN_U:
      return raw("[/u]");
    case MD_SPAN_CODE:
      in_code_ = false;
      return raw("[/code]");
    case MD_SPAN_A:
      if (links_.back()) raw("[/url]");
      links_.pop_back();
      return;
    default:
      return;
  }
}

void Writer::text(MD_TEXTTYPE type, std::string_view text) {
  if (image_ > 0) return;
  switch (type) {
    case MD_TEXT_NULLCHAR:
      return words("\xef\xbf\xbd");
    case MD_TEXT_BR:
    case MD_TEXT_SOFTBR:
      return gap(1);
    case MD_TEXT_ENTITY: {
      const auto entity = decoded(text);
      // The portal might know one that we do not.
      return words(entity.size() > 1 && entity == text ? "&" + std::string(invisible) + entity.substr(1)
                                                       : entity);
    }
    case MD_TEXT_CODE:
      return code(text);
    default:
      return in_code_ ? code(text) : words(text);
  }
}

Writer& writer(void* data) {
  return *static_cast<Writer*>(data);
}

}  // namespace

std::string bb_codes_of(std::string_view markdown) {
  MD_PARSER parser{};
  parser.flags = MD_DIALECT_GITHUB | MD_FLAG_NOHTML;
  parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* data) {
    return writer(data).enter(type, detail), 0;
  };
  parser.leave_block = [](MD_BLOCKTYPE type, void* detail, void* data) {
    return writer(data).leave(type, detail), 0;
  };
  parser.enter_span = [](MD_SPANTYPE type, void* detail, void* data) {
    return writer(data).enter(type, detail), 0;
  };
  parser.leave_span = [](MD_SPANTYPE type, void* detail, void* data) {
    return writer(data).leave(type, detail), 0;
  };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* data) {
    return writer(data).text(type, {text, size}), 0;
  };
  Writer to;
  if (md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &to) != 0)
    throw std::runtime_error("ui.markdown: the text cannot be read as Markdown");
  return to.result();
}

}  // namespace luabot::worker
