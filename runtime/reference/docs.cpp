#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "runtime/reference/pages.h"

/// luabot_docs DIR: writes the pages of docs/api, and removes Markdown there that is none of them.
int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: luabot_docs DIR\n";
    return 2;
  }
  try {
    const std::filesystem::path folder(argv[1]);
    std::filesystem::create_directories(folder);
    for (const auto& old : std::filesystem::directory_iterator(folder))
      if (old.path().extension() == ".md") std::filesystem::remove(old.path());
    for (const auto& page : luabot::reference::pages()) {
      std::ofstream out(folder / page.file, std::ios::binary | std::ios::trunc);
      out << page.text;
      out.close();
      if (!out) throw std::runtime_error(page.file + " cannot be written");
    }
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "luabot_docs: " << error.what() << '\n';
    return 1;
  }
}
