#include "lib/text/time.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag::text {
namespace {

using namespace std::chrono;

TEST_CASE("a time is written as RFC 3339 in UTC") {
  CHECK(rfc3339(Time(seconds(0))) == "1970-01-01T00:00:00Z");
  CHECK(rfc3339(Time(seconds(-1))) == "1969-12-31T23:59:59Z");
  CHECK(rfc3339(sys_days(year(2028) / 2 / 29) + hours(23) + minutes(4) + seconds(5)) ==
        "2028-02-29T23:04:05Z");
  CHECK(date(sys_days(year(987) / 6 / 5)) == "0987-06-05");
}

TEST_CASE("a time that no calendar of four digits holds is clamped, not undefined") {
  CHECK(rfc3339(Time::max()) == "9999-12-31T23:59:59Z");
  CHECK(rfc3339(Time::min()) == "0000-01-01T00:00:00Z");
  CHECK(date(Time::max()) == "9999-12-31");
}

TEST_CASE("dates and times are read") {
  Time noon = sys_days(year(2026) / 11 / 27) + hours(12);
  CHECK(parse_time("2026-11-27") == noon - hours(12));
  CHECK(parse_time("2026-11-27T12:00:00Z") == noon);
  CHECK(parse_time("2026-11-27t12:00:00z") == noon);
  CHECK(parse_time("2026-11-27T13:30:00+01:30") == noon);
  CHECK(parse_time("2026-11-27T04:00:00-08:00") == noon);
  CHECK(parse_time("2026-11-27T12:00:00.999Z") == noon);
  CHECK(parse_time("1931-02-03T00:00:00Z") == sys_days(year(1931) / 2 / 3));
}

TEST_CASE("what is written is read back") {
  for (Time when : {Time(seconds(0)), Time(seconds(1'795'737'599)), Time(seconds(-86'401))})
    CHECK(parse_time(rfc3339(when)) == when);
}

TEST_CASE("what is no date is nothing") {
  for (const char* text : {"",
                           "2026",
                           "2026-11",
                           "2026-1-27",
                           "2026-13-01",
                           "2026-00-10",
                           "2026-02-29",
                           "2026-04-31",
                           "2026-11-27T",
                           "2026-11-27T12:00Z",
                           "2026-11-27T12:00:00",
                           "2026-11-27T24:00:00Z",
                           "2026-11-27T12:60:00Z",
                           "2026-11-27T23:59:60Z",
                           "2026-11-27 12:00:00Z",
                           "2026-11-27T12:00:00.Z",
                           "2026-11-27T12:00:00+0100",
                           "2026-11-27T12:00:00+24:00",
                           "2026-11-27T12:00:00+01:60",
                           "2026-11-27T12:00:00Zx",
                           "2026-11-27x",
                           " 2026-11-27",
                           "+026-11-27",
                           "26-11-27",
                           "２026-11-27"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_time(text).has_value());
  }
}

}  // namespace
}  // namespace checkoutdiag::text
