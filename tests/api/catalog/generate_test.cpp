#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <catch2/catch.hpp>

#include "api/catalog/generate_model.h"
#include "tests/support/temp_dir.h"

using luabot::catalog::generate::BadData;
using luabot::catalog::generate::read;
using luabot::catalog::generate::write;

namespace {

/// A small catalog of its own in a temporary folder, with one file replaced.
class Folder {
 public:
  explicit Folder(const std::string& replaced = {}, const std::string& with = {}) {
    for (const char* const folder : {"methods", "others"}) std::filesystem::create_directory(path_ / folder);
    std::map<std::string, std::string> all = {
        {"entities.json", R"({"User": {"id": "integer"}})"},
        {"shapes.json",
         R"({"rows": {"container": "ROWS", "object": {"ROWS": "array"}, "items": {"A": "string"}}})"},
        {"errors.json", R"({"LATE": {"status": 503, "message": "Too late"}})"},
        {"events.json",
         R"({"ONB": {"about": "B.", "modes": ["fetch"], "fields": {"user": "User"}},
             "ONA": {"about": "A.", "modes": ["fetch", "webhook"],
                     "fields": {"how": {"type": "string", "enum": ["x"], "about": "why"}}}})"},
        {"other_events.txt", "# names\nONZ crm\nONY -\n"},
        {"others/crm.txt",
         "# names\ncrm.deal.list crm deprecated:a.get\n    id!:integer fields:object{A\n        B}\n"},
        {"about.json",
         R"({"common": {"id": "a number", "rows": "rows"}, "shapes": {"rows": {"A": "a letter"}}})"},
        {"methods/one.json", method(R"({"id": "integer"})")}};
    if (!replaced.empty()) all[replaced] = with;
    for (const auto& [file, text] : all) std::ofstream(path_ / file) << text;
  }

  static std::string method(const std::string& params) {
    return R"({"a.get": {"about": "A.", "scope": "a", "repeat": "read", "params": )" + params +
           R"(, "result": {"result": "User[]"}, "errors": ["GONE 404"]}})";
  }

  /// What is wrong, without the folder; empty when nothing is.
  [[nodiscard]] std::string wrong() const {
    try {
      static_cast<void>(read(path_.string(), {"one"}));
    } catch (const BadData& error) {
      const std::string text = error.what();
      return text.substr(text.find(path_.string()) + path_.string().size() + 1);
    }
    return {};
  }
  [[nodiscard]] std::string tables() const { return write(read(path_.string(), {"one"})); }

 private:
  luabot::test::TempDir dir_;
  std::filesystem::path path_ = dir_.path();
};

std::string wrong_params(const std::string& params) {
  const std::string start = "methods/one.json: a.get.params";
  const std::string text = Folder("methods/one.json", Folder::method(params)).wrong();
  return text.starts_with(start) ? text.substr(start.size()) : text;
}

}  // namespace

TEST_CASE("good data becomes tables") {
  const std::string tables = Folder().tables();
  CHECK(tables.find("\"a.get\"") != std::string::npos);
  CHECK(tables.find(R"("crm.deal.list", "crm", static_cast<Repeat>(0))") != std::string::npos);
  CHECK(tables.find(R"("a.get", "id!:integer fields:object{A B}", false, false)") != std::string::npos);
  CHECK(tables.find("{\"GONE\", 404}") != std::string::npos);
  CHECK(Folder("errors.json", R"({"A": {"status": 400, "message": "say \"x\"\\\n1"}})")
            .tables()
            .find(R"("say \"x\"\\\x0a""1")") != std::string::npos);
}

TEST_CASE("an unknown key or a wrong value names its file and path") {
  CHECK(wrong_params(R"({"id": {"type": "integer", "maximum": 5}})") == ".id.maximum: unknown key");
  CHECK(wrong_params(R"({"id": {"required": true}})") == ".id: missing \"type\"");
  CHECK(wrong_params(R"({"id": {"type": "integer", "required": "yes"}})") ==
        ".id.required: expected true or false");
  CHECK(wrong_params(R"({"id": {"type": "integer", "max": "5"}})") == ".id.max: expected a whole number");
  CHECK(wrong_params(R"({"id": {"type": "integer", "min": 5, "max": 1}})") == ".id: min is above max");
  CHECK(wrong_params(R"({"id": "int"})") == ".id: unknown type \"int\"");
  CHECK(wrong_params(R"({"id": "User"})") == ".id: unknown type \"User\"");
  CHECK(wrong_params(R"({"id": {"type": "string", "format": "url"}})") ==
        ".id.format: unknown format \"url\"");
  CHECK(wrong_params(R"({"id": {"type": "string", "enum": ["a", "a"]}})") == ".id.enum[1]: is there twice");
  CHECK(wrong_params(R"({"id": {"type": "integer", "maxLength": 5}})") ==
        ".id.maxLength: does not go with this type");
  CHECK(wrong_params(R"({"id": {"type": "array", "shape": "tree"}})") == ".id.shape: unknown shape");
  CHECK(wrong_params(R"({"id": {"type": "map", "key": "uuid"}})") == ".id: missing \"value\"");
  CHECK(wrong_params(R"({"id": {"type": "string", "needs": "other"}})") ==
        ".id: there is no \"other\" beside it");
  CHECK(wrong_params("[]") == ": expected an object");
}

TEST_CASE("a method of either kind may be of no use later") {
  const auto row = [](const std::string& file, const std::string& text, const std::string& name) {
    const std::string tables = Folder(file, text).tables();
    const std::size_t begin = tables.find("{\"" + name + "\"");
    return tables.substr(begin, tables.find('\n', begin) - begin);
  };
  const std::string described = R"({"a.get": {"about": "A.", "scope": "a", "repeat": "read", "params": {)"
                                R"("id": "integer"}, "result": {"result": "User[]"}, "disposable": )";
  CHECK(row("methods/one.json", described + "true}}", "a.get").ends_with("false, true, &description_1},"));
  CHECK(row("methods/one.json", described + "false}}", "a.get").ends_with("false, false, &description_1},"));
  CHECK(row("others/crm.txt", "crm.deal.poke crm disposable\n", "crm.deal.poke").ends_with("false, true},"));
  CHECK(row("others/crm.txt", "crm.deal.poke crm\n", "crm.deal.poke").ends_with("false, false},"));
}

TEST_CASE("names are unique") {
  CHECK(wrong_params(R"({"id": "integer", "id": "string"})") == "methods/one.json: \"id\" is there twice");
  CHECK(wrong_params(R"({"dialogId": "integer", "DIALOG_ID": "string"})") ==
        ".DIALOG_ID: is another one's name in the other spelling");
  CHECK(Folder("others/crm.txt", "A.Get a\n").wrong().find("is there twice") != std::string::npos);
}

TEST_CASE("a broken file is named") {
  CHECK(Folder("methods/one.json", "{").wrong().starts_with("methods/one.json: [json.exception.parse_error"));
  CHECK(Folder("methods/one.json", R"({"a.get": {}})").wrong() ==
        "methods/one.json: a.get: missing \"about\"");
}

TEST_CASE("a wrong line of a file in others is named") {
  const auto wrong = [](const std::string& text) { return Folder("others/crm.txt", text).wrong(); };
  CHECK(wrong("crm.deal.list\n") == "others/crm.txt:1: expected a name and a scope");
  CHECK(wrong("#\ncrm.deal.list crm soon\n") == "others/crm.txt:2: unknown mark \"soon\"");
  CHECK(wrong("  id\ncrm.deal.list crm\n") == "others/crm.txt:1: parameters stand below a method");
  CHECK(wrong("crm.deal.list crm deprecated:b.get\n") ==
        "others: crm.deal.list: there is no method b.get to call instead");
  CHECK(wrong("crm.deal.list crm\n  id!:int\n") ==
        "others/crm.txt: the parameters of crm.deal.list are not as FORMAT.md says");
}

TEST_CASE("rules and repeats name parameters that are there") {
  const auto method = [](const std::string& extra) {
    return Folder("methods/one.json",
                  R"({"a.get": {"about": "A.", "repeat": "once", "params": {"id": "integer"}, )" + extra +
                      R"(, "result": {"result": "any"}}})")
        .wrong();
  };
  CHECK(method(R"("rules": [{"anyOf": ["id"]}])").empty());
  CHECK(method(R"("rules": [{"anyOf": ["code"]}])") ==
        "methods/one.json: a.get.rules[0].anyOf: there is no parameter code");
  CHECK(method(R"("repeatKey": "id")") ==
        "methods/one.json: a.get: repeatKey belongs to repeat \"deduplicated\"");
  CHECK(method(R"("errors": ["GONE 4O4"])") ==
        "methods/one.json: a.get.errors: \"GONE 4O4\" is no code with a status");
}

TEST_CASE("events are sorted and checked") {
  const std::string tables = Folder().tables();
  CHECK(tables.find("\"ONA\"") < tables.find("\"ONB\""));
  CHECK(tables.find(".about = \"why\"") != std::string::npos);
  CHECK(tables.find("\"ONY\"") < tables.find("\"ONZ\", \"crm\""));
  CHECK(Folder("events.json", R"({"ONA": {"about": "A.", "modes": ["push"], "fields": {}}})").wrong() ==
        "events.json: ONA.modes: expected fetch or webhook");
  CHECK(Folder("events.json", R"({"ONA": {"about": "A.", "modes": ["fetch"], "fields": {"a": "Robot"}}})")
            .wrong() == "events.json: ONA.fields.a: unknown type \"Robot\"");
  CHECK(Folder("other_events.txt", "ONZ\n").wrong() == "other_events.txt:1: expected a name and a scope");
  CHECK(Folder("other_events.txt", "ONZ crm\nONZ crm\n").wrong() ==
        "other_events.txt: the event ONZ is there twice");
}

TEST_CASE("each parameter has a description and each description a parameter") {
  const auto wrong = [](const std::string& text) { return Folder("about.json", text).wrong(); };
  const std::string shapes = R"("shapes": {"rows": {"ROWS": "rows", "A": "a letter"}})";
  const auto with = [&](const std::string& rest) { return wrong("{" + shapes + ", " + rest + "}"); };
  CHECK(with(R"("common": {"id": "a number"})").empty());
  CHECK(with(R"("common": {"ID": "a number"})").empty());
  CHECK(with(R"("common": {}, "methods": {"a.get": {"id": "a number"}})").empty());
  CHECK(with(R"("common": {})") == "about.json: : a.get: id has no description");
  CHECK(with(R"("common": {"id": "A number."})") ==
        "about.json: common.id: expected one line without a full stop");
  CHECK(with(R"("common": {"id": "a number", "x": "nothing"})") ==
        "about.json: common.x: no parameter uses it");
  CHECK(with(R"("common": {"id": "a number"}, "methods": {"a.get": {"x": "nothing"}})") ==
        "about.json: methods.a.get.x: there is no such parameter");
  CHECK(with(R"("common": {"id": "a number"}, "methods": {"b.get": {}})") ==
        "about.json: methods.b.get: there is none of that name");
}
