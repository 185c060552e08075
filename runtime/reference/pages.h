#pragma once
#include <string>
#include <vector>

#include "api/catalog/catalog.h"

/// The reference in docs/api: Markdown, made from the catalog.
namespace luabot::reference {

struct Page {
  std::string file;  ///< "im.chat.md"
  std::string text;
};

/// Every page; the same on each call.
[[nodiscard]] std::vector<Page> pages();

/// One method's part of its family's page (method_page.cpp).
[[nodiscard]] std::string method_text(const catalog::Method& method);

/// What is counted of the catalog and the emulator (coverage_page.cpp).
[[nodiscard]] Page coverage_page();

// Facts of many methods (shared_pages.cpp).
[[nodiscard]] Page errors_page();
[[nodiscard]] Page entities_page();
[[nodiscard]] Page shapes_page();
[[nodiscard]] Page events_page();

}  // namespace luabot::reference
