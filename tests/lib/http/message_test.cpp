#include "lib/http/message.hpp"

#include <doctest/doctest.h>

#include <string>

namespace checkoutdiag::http {

TEST_CASE("message: a header is found by its name in any case, the first of several") {
  const Headers headers = {{"Retry-After", "1"}, {"retry-after", "2"}};
  REQUIRE(find_header(headers, "RETRY-AFTER"));
  CHECK(*find_header(headers, "RETRY-AFTER") == "1");
  CHECK_FALSE(find_header(headers, "Retry-Afte"));
}

TEST_CASE("message: Retry-After as a number of seconds") {
  CHECK(retry_after("0", 0) == 0);
  CHECK(retry_after(" 120\t", 0) == 120);
  CHECK(retry_after("007", 0) == 7);
  const long longest = retry_after("99999999999999999999999999", 0);
  CHECK(longest > 300'000'000);
  CHECK(retry_after("999999999999", 0) == longest);
  for (const char* none : {"", " ", "-1", "+1", "1.5", "1s", "0x10", "1 2", "soon"})
    CHECK_MESSAGE(retry_after(none, 0) == -1, none);
}

TEST_CASE("message: Retry-After as a date, in its three forms") {
  constexpr long kThen = 784111777;  // RFC 9110's example
  for (const char* date : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
    CHECK_MESSAGE(retry_after(date, kThen - 30) == 30, date);
    CHECK_MESSAGE(retry_after(date, kThen + 30) == 0, date);
    CHECK(retry_after(date, -9'000'000'000'000) == retry_after("999999999999", 0));
  }
  CHECK(retry_after("Friday, 06-Nov-26 08:49:37 GMT", 1793954977 - 5) == 5);
  CHECK(retry_after("Sat, 31 Dec 2016 23:59:60 GMT", 1483228799 - 1) == 1);  // a leap second
  for (const char* none :
       {"Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "06 Nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Now 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:4:037 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun Nov  6 08:49:37 94",
        "Sun, 06 Nov 1994 08:49:37 GMT "
        "x"})
    CHECK_MESSAGE(retry_after(none, 0) == -1, none);
}

TEST_CASE("message: any bytes as Retry-After are an answer or none, and never a crash") {
  std::string date = "Sun, 06 Nov 1994 08:49:37 GMT";
  for (std::size_t at = 0; at < date.size(); ++at)
    for (int byte = 0; byte < 256; ++byte) {
      std::string other = date;
      other[at] = static_cast<char>(byte);
      CHECK(retry_after(other, 784111700) >= -1);
      CHECK(retry_after(other.substr(0, at), 784111700) >= -1);
    }
}

}  // namespace checkoutdiag::http
