#include "lib/text/escape.hpp"

#include <doctest/doctest.h>

#include <string>

namespace checkoutdiag::text {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

TEST_CASE("plain text, accents and backslashes stay as they are") {
  CHECK(printable("") == "");
  CHECK(printable("CN=Bücher \\ 漢字 🦊, O=\"x\"") == "CN=Bücher \\ 漢字 🦊, O=\"x\"");
}

TEST_CASE("what drives a terminal is spelt out") {
  CHECK(printable("\x1b[31mred\r\n\tok\x7f") == "\\x1b[31mred\\x0d\\x0a\\x09ok\\x7f");
  CHECK(printable("a\0b"sv) == "a\\x00b");
  CHECK(printable("\u0085\u009b") == "\\u{0085}\\u{009b}");
}

TEST_CASE("what hides or turns text round is spelt out") {
  CHECK(printable("evil\u202egnp.exe") == "evil\\u{202e}gnp.exe");
  for (const char* hidden :
       {"\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2028",    "\u2029",
        "\u202a", "\u202b", "\u202c", "\u202d", "\u2066", "\u2067",    "\u2068",
        "\u2069", "\ufeff", "\u00ad", "\u061c", "\ufffe", "\U000e0041"}) {
    CAPTURE(printable(hidden));
    CHECK(printable(hidden).starts_with("\\u{"));
  }
  CHECK(printable("\U000e0041") == "\\u{e0041}");
}

TEST_CASE("bytes that are not UTF-8 are shown as bytes, each on its own") {
  CHECK(printable("a\xff\xc3") == "a\\xff\\xc3");
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");                    // overlong
  CHECK(printable("\xe0\x80\x80") == "\\xe0\\x80\\x80");           // overlong
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // beyond U+10FFFF
  CHECK(printable("\xe2\x82") == "\\xe2\\x82");                    // cut short
  CHECK(printable("\xe2\x82\xac") == "€");
}

TEST_CASE("a cut keeps whole code points and whole escapes, within the limit") {
  CHECK(printable("abcdef", 6) == "abcdef");
  CHECK(printable("abcdefg", 6) == "abc…");
  CHECK(printable("ab€€€", 8) == "ab€…");
  CHECK(printable("ab\n\n", 8) == "ab…");
  CHECK(printable("ab\n", 6) == "ab\\x0a");
  CHECK(printable("abcd", 2) == "");
  CHECK(printable(std::string(1 << 20, 'x')).size() == 512);
}

TEST_CASE("printing what was printed changes nothing") {
  std::string all;
  for (int i = 0; i < 256; ++i)
    all += static_cast<char>(i);
  for (std::size_t limit : {0u, 1u, 3u, 4u, 7u, 100u, 512u, 100000u}) {
    std::string once = printable(all, limit);
    CHECK(once.size() <= limit);
    CHECK(is_utf8(once));
    CHECK(printable(once, limit) == once);
  }
}

TEST_CASE("UTF-8 is told from what resembles it") {
  CHECK(is_utf8("é€🦊"));
  CHECK(is_utf8("\xf4\x8f\xbf\xbf"));
  CHECK_FALSE(is_utf8("\x80"));
  CHECK_FALSE(is_utf8("\xc1\xbf"));
  CHECK_FALSE(is_utf8("\xf8\x88\x80\x80\x80"));
  CHECK_FALSE(is_utf8("é\xc3"));
}

TEST_CASE("a code point takes one column") {
  CHECK(columns("") == 0);
  CHECK(columns("é€🦊x") == 4);
}

}  // namespace
}  // namespace checkoutdiag::text
