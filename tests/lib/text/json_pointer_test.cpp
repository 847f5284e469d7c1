#include "lib/text/json_pointer.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag::text {
namespace {

TEST_CASE("JSON Pointers (RFC 6901, section 5)") {
  using Parts = std::vector<std::string>;
  CHECK(parse_pointer("") == Parts{});
  CHECK(parse_pointer("/") == Parts{""});
  CHECK(parse_pointer("/foo/0") == Parts{"foo", "0"});
  CHECK(parse_pointer("/a~1b") == Parts{"a/b"});
  CHECK(parse_pointer("/m~0n") == Parts{"m~n"});
  CHECK(parse_pointer("/~01/") == Parts{"~1", ""});
  CHECK_FALSE(parse_pointer("a"));
  CHECK_FALSE(parse_pointer("/~"));
  CHECK(index_of("10") == 10);
  for (const char* none : {"", "01", "-", "-1", "1a", "10000000000"})
    CHECK_FALSE(index_of(none));
}

}  // namespace
}  // namespace checkoutdiag::text
