#include <exception>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "api/catalog/generate_model.h"

/// catalog_generate OUTPUT.cpp DATA_DIRECTORY FAMILY...: writes the catalog's tables at build time.
int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  if (args.size() < 3) {
    std::cerr << "usage: catalog_generate OUTPUT.cpp DATA_DIRECTORY FAMILY...\n";
    return 2;
  }
  try {
    const auto data = luabot::catalog::generate::read(args[1], {args.begin() + 2, args.end()});
    std::ofstream out(args[0], std::ios::binary | std::ios::trunc);
    out << luabot::catalog::generate::write(data);
    out.close();
    if (out) return 0;
    std::cerr << args[0] << ": cannot be written\n";
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
  }
  return 1;
}
