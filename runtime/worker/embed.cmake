# Writes OUTPUT, a C++ file whose function NAME() gives the files of INPUTS, named relative to ROOT.
# cmake -D OUTPUT=… -D NAME=… -D ROOT=… -D INPUTS=a|b -P embed.cmake
string(REPLACE "|" ";" inputs "${INPUTS}")
set(bodies "")
set(rows "")
set(index 0)
foreach(input IN LISTS inputs)
  file(READ "${ROOT}/${input}" bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND bodies "constexpr unsigned char file_${index}[] = {${bytes}0};\n")
  string(APPEND rows "      {\"${input}\", {reinterpret_cast<const char*>(file_${index}), sizeof file_${index} - 1}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE "${OUTPUT}" "#include \"runtime/worker/embedded.h\"

namespace luabot::worker {
namespace {

${bodies}
}  // namespace

std::span<const EmbeddedFile> ${NAME}() {
  static const EmbeddedFile files[] = {
${rows}  };
  return files;
}

}  // namespace luabot::worker
")
