#include <doctest/doctest.h>

#include "lib/trust/contents.hpp"
#include "tests/lib/trust/loads.hpp"
#include "tests/lib/x509/mint.hpp"

namespace checkoutdiag::trust {
namespace {

using namespace std::string_literals;

TEST_CASE("kinds that cannot be read are named, with what to do") {
  struct {
    std::string bytes;
    const char* name;
  } cases[] = {
      {"\xac\xed\x00\x05sr"s, "a serialized Java object"},
      {"\0\0\0\0CERT\0\0"s, "Windows"},
      {"kych\0\1\0\0"s, "macOS keychain"},
      {"\x00\x06\x15\x61\0\0"s, "cert8.db"},
      {"\x1f\x8b\x08\0"s, "gzip"},
      {"PK\x03\x04\x14\0"s, "zip"},
      {"\xfd"
       "7zXZ\0\0"s,
       "xz"},
      {"\x28\xb5\x2f\xfd\0"s, "zstd"},
  };
  for (const auto& kind : cases) {
    const Contents found = read_contents(kind.bytes);
    CHECK(found.format == Format::unsupported);
    CHECK(found.format_note.find(kind.name) != std::string::npos);
    CHECK(found.problem.find(", which is not supported: ") != std::string::npos);
    CHECK(found.certificates.empty());
  }
}

TEST_CASE("text is left to the reader of text, also when its first bytes are another's") {
  const test::Identity a = test::mint({.common_name = "a", .ca = true});
  for (const std::string& text :
       {a.pem, "0 errors\n" + a.pem, "00 comment\n" + a.pem, "MZ is not a program here\n" + a.pem,
        "\n\n" + a.pem, ""s, "<html></html>\n"s})
    CHECK(read_contents(text).format != Format::der);
  for (const std::string& text : {a.pem, "0 errors\n" + a.pem, "MZ is not a program\n" + a.pem})
    CHECK(read_contents(text).format == Format::pem);
}

TEST_CASE("no beginning of any format makes it stumble") {
  const std::string beginnings[] = {"\xfe\xed\xfe\xed"s,
                                    "\xce\xce\xce\xce"s,
                                    "SQLite format 3\0"s,
                                    "\x7f"
                                    "ELF"s,
                                    "\xcf\xfa\xed\xfe"s,
                                    "MZ\0"s,
                                    "\x30\x82"s,
                                    "\x30\x80"s,
                                    "\x30\x82\xff\xff\x02\x01\x03"s,
                                    "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"s,
                                    "\0\0\0\2\0\0\0\x14"s};
  for (const std::string& beginning : beginnings)
    for (const std::string& rest : {""s, "\0"s, std::string(300, '\0'), std::string(300, '\xff'),
                                    std::string(300, '\x30'), std::string(70'000, '\x82')})
      CHECK(read_contents(beginning + rest).certificates.empty());
}

}  // namespace
}  // namespace checkoutdiag::trust
