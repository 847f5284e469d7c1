#include "lib/webhook/rfc9421/structured_fields.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag::webhook::rfc9421 {
namespace {

/// As it is written again; "fault" when it is none.
std::string item(std::string_view text) {
  const auto read = parse_item(text);
  std::string out;
  if (read) write(*read, out);
  return read ? out : "fault";
}

std::string list(std::string_view text) {
  const auto read = parse_list(text);
  return read ? written(*read) : "fault";
}

std::string dictionary(std::string_view text) {
  const auto read = parse_dictionary(text);
  return read ? written(*read) : "fault";
}

TEST_CASE("structured items are read strictly and written in one way") {
  for (const char* same :
       {"1", "-42", "999999999999999", "1.5", "\"\"", "\"a \\\"b\\\" \\\\\"", "tok", "*", "a:b/c",
        ":aGVsbG8=:", "?1", "?0", "@1659578233", "%\"f%c3%bc\"", "a;b;c=1;d=?0;e=\"x\""})
    CHECK(item(same) == same);
  CHECK(item("  007  ") == "7");
  CHECK(item("-0") == "0");
  CHECK(item("00.500") == "0.5");
  CHECK(item("2.0") == "2.0");
  CHECK(item("1;a=?1") == "1;a");
  CHECK(item("1; a=1;  b=2;a=3") == "1;a=3;b=2");
  CHECK(item("%\"%61\"") == "%\"a\"");
  for (const char* fault : {"",
                            " ",
                            "-",
                            "1.",
                            "1.2345",
                            ".5",
                            "--1",
                            "+1",
                            "1234567890123456",
                            "1234567890123.1",
                            "\"a",
                            "\"a\\x\"",
                            "\"\x01\"",
                            "\"\xc3\xbc\"",
                            "'a'",
                            "?",
                            "?2",
                            "?true",
                            ":a",
                            ":a b:",
                            ":a-_b:",
                            "a b",
                            "a,b",
                            "a;",
                            "a;B=1",
                            "a;1",
                            "a ;b",
                            "a;b= 1",
                            "(a)",
                            "@1.5",
                            "@",
                            "%\"%C3%BC\"",
                            "%\"%ff\"",
                            "%a",
                            "a\n",
                            "\ta"})
    CHECK_MESSAGE(item(fault) == "fault", fault);
  CHECK(item(std::string_view("a\0", 2)) == "fault");
}

TEST_CASE("structured lists and dictionaries are read strictly and written in one way") {
  CHECK(list("") == "");
  CHECK(list("a ,\tb,  c;x=1") == "a, b, c;x=1");
  CHECK(list("( a  b;q=1 );z, ()") == "(a b;q=1);z, ()");
  for (const char* fault :
       {"a,", ",a", "a,,b", "a b", "(a", "a)", "(a,b)", "(a\tb)", "(\"a\"\"b\")", "((a))", "a=1"})
    CHECK_MESSAGE(list(fault) == "fault", fault);

  CHECK(dictionary("a=1,    b=2;x=1;y=2,   c=(a   b   c), d") == "a=1, b=2;x=1;y=2, c=(a b c), d");
  CHECK(dictionary("a=?1;x, b=?0") == "a;x, b=?0");
  CHECK(dictionary("a=1, b=2, a=3") == "a=3, b=2");
  CHECK(dictionary("*k=1, a_-.*9=2") == "*k=1, a_-.*9=2");
  for (const char* fault :
       {"a=", "A=1", "a=1;", "=1", "a=1 b=2", "a=1,", "\"a\"=1", "a= 1", "a =1"})
    CHECK_MESSAGE(dictionary(fault) == "fault", fault);
}

TEST_CASE("structured fields that are too large are not read") {
  std::string many = "a0";
  for (int i = 1; i < 1024; ++i)
    many += ",a" + std::to_string(i);
  CHECK(parse_dictionary(many));
  CHECK_FALSE(parse_dictionary(many + ",b"));
  std::string inside = "(", parameters = "a";
  for (int i = 0; i < 256; ++i) {
    inside += "1 ";
    parameters += ";p" + std::to_string(i);
  }
  CHECK(parse_list(inside + ")"));
  CHECK_FALSE(parse_list(inside + "1)"));
  CHECK(parse_item(parameters));
  CHECK_FALSE(parse_item(parameters + ";q"));
  CHECK_FALSE(parse_item("\"" + std::string(kLongestField, 'a') + "\""));
}

}  // namespace
}  // namespace checkoutdiag::webhook::rfc9421
