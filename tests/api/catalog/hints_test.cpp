#include <catch2/catch.hpp>

#include "tests/api/catalog/checked.h"

using luabot::Json;
using namespace luabot::catalog;

namespace {

std::vector<std::string> warnings(std::string_view method, const Json& params) {
  const auto result = checked(method, params);
  CHECK(result.error.empty());
  CHECK(result.params == params);  // nothing is corrected that is not known for certain
  return result.warnings;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a misspelt parameter of a method that is not described brings a warning") {
  CHECK(warnings("crm.deal.list", {{"filtr", Json::object()}}) ==
        Texts{"unknown parameter filtr: did you mean filter?"});
  CHECK(warnings("crm.deal.add", {{"fields", {{"TITEL", "A"}, {"UF_CRM_SIZE", 5}}}}) ==
        Texts{"unknown parameter fields.TITEL: did you mean fields.TITLE?"});
  CHECK(warnings("crm.deal.productrows.set", {{"id", 5}, {"rows", {{{"PRODUCTID", 5}, {"PRISE", 5}}}}}) ==
        Texts{"unknown parameter rows[1].PRISE: did you mean rows[1].PRICE?"});
}

TEST_CASE("a required parameter of a method that is not described brings a warning when it is missing") {
  CHECK(warnings("crm.deal.get", Json::object()) == Texts{"missing id, which is documented as required"});
  CHECK(warnings("crm.deal.contact.add", {{"id", 5}, {"fields", {{"SORT", 5}}}}) ==
        Texts{"missing fields.CONTACT_ID, which is documented as required"});
}

TEST_CASE("names in the other spelling, new names and odd values are left alone") {
  CHECK(warnings("crm.deal.get", {{"ID", 5}}).empty());
  CHECK(warnings("crm.deal.list", {{"brandNew", 5}, {"START", 50}}).empty());
  CHECK(warnings("crm.deal.add", {{"fields", "?"}, {"params", nullptr}}).empty());
  CHECK(warnings("crm.deal.productrows.set", {{"id", 5}, {"rows", Json::array()}}).empty());
  CHECK(warnings("event.test", {{"any", 5}}).empty());
  CHECK(warnings("crm.deal.add", Json::array({5})).empty());
}
