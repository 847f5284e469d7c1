#include <doctest/doctest.h>

#include "lib/webhook/diagnose.hpp"
#include "tests/lib/webhook/advice.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::webhook;

namespace {

Cause shape_of(const Scheme& scheme, std::string_view secret) {
  const std::vector<Cause> causes = secret_shape(scheme, secret);
  if (causes.empty()) return {};
  CHECK(test::fault_of_advice(causes.front().fix) == "");
  return causes.front();
}

}  // namespace

TEST_CASE("A placeholder behind the scheme's prefix is one, and is said to look like it") {
  const Scheme& stripe = *find_scheme("stripe");
  for (const char* secret : {"whsec_...", "whsec_****", "[REDACTED]", "process.env.X",
                             "op://vault/stripe/secret", "'vault:secret/stripe'\n"}) {
    CAPTURE(secret);
    const Cause cause = shape_of(stripe, secret);
    CHECK(cause.id == "secret.placeholder");
    CHECK_FALSE(cause.certain);
    CHECK(cause.message.starts_with("the secret looks like "));
  }
}

TEST_CASE("A hex key says how many digits it has, and how many it should have") {
  const Scheme& adyen = *find_scheme("adyen-platform");
  const std::string right(64, 'A');
  CHECK(shape_of(adyen, right).id.empty());
  CHECK(shape_of(adyen, right + "\n").id.empty());
  CHECK(shape_of(adyen, right.substr(2)).id == "secret.wrong-length");
  CHECK(shape_of(adyen, right.substr(2)).message ==
        "the secret has 62 hex digits, and 64 hex digits are wanted");
  CHECK(shape_of(adyen, right.substr(1)).id == "secret.undecodable");
  CHECK(shape_of(adyen, right + "A").message ==
        "the secret has 65 hex digits, and 64 hex digits are wanted");
  CHECK(shape_of(adyen, "O" + right.substr(1)).id == "secret.undecodable");
  CHECK(shape_of(adyen, "O" + right.substr(1)).message ==
        "the secret has 63 hex digits and 1 other character, among them the letter O, and 64 hex "
        "digits are wanted, nothing else");
  CHECK(shape_of(adyen, "AQEyhmfxK4vMYBZGw0m/n3Q5").id == "secret.wrong-kind");
  Scheme own;
  own.secret.form = KeyForm::hex;
  CHECK(shape_of(own, "abcd").id.empty());
  CHECK(shape_of(own, "abc").message ==
        "the secret has 3 hex digits, and an even number of them is wanted");
}

TEST_CASE("A secret in UTF-16 and one in capitals look so") {
  const Scheme& stripe = *find_scheme("stripe");
  CHECK(shape_of(stripe, std::string_view("\xFF\xFEw\0h\0", 6)).id == "secret.utf16");
  CHECK(shape_of(stripe, std::string_view("w\0h\0s\0", 6)).id == "secret.utf16");
  CHECK(shape_of(stripe, std::string_view("\0w\0h\0s", 6)).id == "secret.utf16");
  CHECK(shape_of(stripe, std::string_view("whsec_a\0", 8)).id.empty());
  CHECK(shape_of(stripe, "WHSEC_ABC").id == "secret.case-changed");
  CHECK_FALSE(shape_of(stripe, "WHSEC_ABC").certain);
}
