#include "lib/threeds/format.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag::threeds {

TEST_CASE("what a format takes, and why it does not") {
  const auto why = [](const char* format, const char* value) {
    return Format(format).fault_of(value);
  };
  CHECK(why("codes(01-03,80-99)", "02") == "");
  CHECK(why("codes(01-03,80-99)", "85") == "");
  CHECK(why("codes(01-03,80-99)", "04") == "is none of 01 to 03, 80 to 99");
  CHECK(why("codes(01-03,80-99)", "2") != "");
  CHECK(why("digits(13..19)", "4111111111111111") == "");
  CHECK(why("digits(13..19)", "4111 1111") == "is not 13 to 19 digits");
  CHECK(why("digits(3)", "12a") == "is not 3 digits");
  // An empty amount is none, whatever the source's pattern says.
  CHECK(why("digits(0..48)", "") != "");
  CHECK(why("num(05..99) len=2", "05") == "");
  CHECK(why("num(05..99) len=2", "04") == "is no number from 5 to 99");
  CHECK(why("num(05..99) len=2", "5") == "has 1 characters, and at least 2 are needed");
  CHECK(why("signed-digits(1..4)", "-120") == "");
  CHECK(why("signed-digits(1..4)", "UTC+02:00") != "");
  CHECK(why("YYYYMMDD", "20260229") != "");
  CHECK(why("YYYYMMDD", "20280229") == "");
  CHECK(why("YYYYMMDDHHMMSS", "20261231235960") != "");
  CHECK(why("YYMM", "2613") != "");
  CHECK(why("iso4217-numeric", "978") == "");
  CHECK(why("iso4217-numeric", "EUR") != "");
  CHECK(why("base64-std len=28", "AAABBBCCCDDDEEEFFFGGGHHHIII=") == "");
  CHECK(why("base64-std len=28", "AAABBBCCCDDDEEEFFFGGGHHH-II=") != "");
  CHECK(why("url-https len<=256", "http://shop.test/") == "is not an https URL");
  CHECK(why("url len<=256", "shop.test") == "is not an absolute URL");
  CHECK(why("uuid", "8a880dc0-d2d2-4067-bcb1-b08d1690b26e") == "");
  CHECK(why("uuid", "8a880dc0d2d24067bcb1b08d1690b26e") != "");
  CHECK(why("ipv4-or-ipv6 len<=45", "2001:db8::1") == "");
  CHECK(why("const(true)", "false") == "is not true");
  CHECK(why("len=1..8", "en-GB-oxendict") == "has 14 characters, and at most 8 are allowed");
  CHECK(Format("items<=10").fault_of_count(11) == "has 11 items, and at most 10 are allowed");
  CHECK_THROWS(Format("nonsense"));
  CHECK(Format("codes(01-03)").is_harmless());
  CHECK_FALSE(Format("digits(13..19)").is_harmless());
}

}  // namespace checkoutdiag::threeds
