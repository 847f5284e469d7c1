#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "lib/charge/body.hpp"
#include "lib/failure.hpp"

// A body of anybody: with a key set it is still a body of its type, has that key, and is the same
// charge; with another amount it is another.
using namespace checkoutdiag;
using namespace checkoutdiag::charge;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

std::string print(const Profile& profile, std::string_view body, std::string_view type) {
  return fingerprint(profile, "POST", "/v1/charges", body, type);
}

void check_key(std::string_view body, BodyType type, std::string_view content,
               const std::string& pointer) {
  Profile profile;
  profile.place = KeyPlace::body;
  profile.key_name = pointer;
  std::optional<std::string> keyed;
  try {
    keyed = with_key(body, type, pointer, "a \"key\"&");
  } catch (const Failure& failure) {
    must(failure.kind == Failure::Kind::input);
    return;
  }
  must(value_at(*keyed, content, pointer) == "a \"key\"&");
  must(print(profile, *keyed, content) == print(profile, body, content));
  must(print(Profile(), *keyed, content) != print(Profile(), body, content) ||
       value_at(body, content, pointer) == "a \"key\"&");
  if (read_body(body, type)) must(read_body(*keyed, type).has_value());
}

void check(std::string_view body, BodyType type, std::string_view content) {
  Profile profile;
  profile.amount = {"/amount/value", "/amount"};
  profile.volatile_members = {"/metadata/time", "/items/0/id"};
  print(profile, body, content);
  for (const char* pointer : {"/key", "/metadata/key", "/items/0/key", "/a~1b/~0"})
    check_key(body, type, content, pointer);
  if (const auto other = with_other_amount(profile, body, type))
    must(print(profile, *other, content) != print(profile, body, content));
  if (const auto read = read_body(body, type))
    must(value_at(*read, "/amount").has_value() == value_at(body, content, "/amount").has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  body_type("", body);
  check(body, BodyType::json, "application/json");
  check(body, BodyType::form, "application/x-www-form-urlencoded");
  return 0;
}
