#include <doctest/doctest.h>

#include "lib/failure.hpp"
#include "lib/webhook/input/input.hpp"

namespace checkoutdiag::webhook {
namespace {

using namespace std::string_literals;

/// The headers as "name=value|", or what reading fails with.
std::string read(std::string_view text) {
  try {
    std::string all;
    for (const Header& header : read_headers(text, "headers.txt"))
      all += header.name + "=" + header.value + "|";
    return all;
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::input);
    return failure.what();
  }
}

TEST_CASE("headers are lines, with or without what stands before and behind them") {
  const std::string expected = "Host=a|X-Sig=t=1,v1=b|x-sig=c|";
  const std::string lines = "Host: a\nX-Sig:t=1,v1=b\nx-sig:  c \t\n";
  CHECK(read(lines) == expected);
  CHECK(read("\xEF\xBB\xBF" + lines + "\n\n") == expected);
  CHECK(read("Host: a\r\nX-Sig: t=1,v1=b\r\nx-sig: c\r\n\r\n") == expected);
  CHECK(read("POST /hook HTTP/1.1\n" + lines) == expected);
  CHECK(read("HTTP/2 200 \r\n" + lines + "\r\n") == expected);
  CHECK(read("\n:method: POST\n:path: /\n:authority: b\n" + lines) == expected);
  CHECK(read("> POST /hook HTTP/2\r\n> Host: a\r\n> X-Sig: t=1,v1=b\r\n> x-sig: c\r\n> \r\n") ==
        expected);
  CHECK(read(">Host: a\n>X-Sig: t=1,v1=b\n>x-sig: c\n>\n\n") == expected);
  CHECK(read("Host: a\nX-Sig: t=1,\n v1=b\nx-sig: c") == "Host=a|X-Sig=t=1, v1=b|x-sig=c|");
  CHECK(read("").empty());
  CHECK(read(" \r\n\n").empty());
}

TEST_CASE("of several blocks, as curl -D writes them, the last one counts") {
  CHECK(read("HTTP/1.1 100 Continue\r\nA: 1\r\n\r\nHTTP/1.1 200 OK\r\nB: 2\r\n\r\n") == "B=2|");
}

TEST_CASE("headers are JSON as servers, gateways and tools log it") {
  const std::string expected = "Host=a|X-Sig=b|X-Sig=c|";
  CHECK(read(R"({"Host": "a", "X-Sig": ["b", "c"]})") == expected);
  CHECK(read("\xEF\xBB\xBF [{\"name\": \"Host\", \"value\": \"a\"}, {\"value\": \" b\", \"key\": "
             "\"X-Sig\", \"comment\": {}}, [\"X-Sig\", \"c\\t\"]]\n") == expected);
  CHECK(read(R"({":path": "/", "Host": "a", ":x": [{}], "X-Sig": ["b", "c"]})") == expected);
  CHECK(read(R"([{"name": ":path", "value": "/"}, ["Host", "a"]])") == "Host=a|");
  CHECK(read(R"({"a": [], "\u0062": "\ud83d\ude00\/"})") == "b=\xF0\x9F\x98\x80/|");
  CHECK(read("{}").empty());
  CHECK(read("[]").empty());
}

TEST_CASE("what is no header is refused, with its line") {
  CHECK(read("A: 1\nnonsense\n") ==
        "headers.txt: line 2: there is no colon: a header is \"Name: value\"");
  CHECK(read("A : 1\n") == "headers.txt: line 1: there is a space before the colon");
  CHECK(read("A: 1\n\n{\"id\": 1}\n") ==
        "headers.txt: line 3: there is text behind the headers' end");
  CHECK(read("* Connected\n> A: 1\n") ==
        "headers.txt: line 1: this is what curl -v writes, not a header");
  CHECK(read("POST / HTTP/1.1\n> A: 1\n") ==
        "headers.txt: line 2: this is what curl -v writes, not a header");
  CHECK(read(":path: /\n folded\n") ==
        "headers.txt: line 2: the line begins with a space but continues no header");
  CHECK(read("A: 1\0\n"s) == "headers.txt: line 1: there is a NUL byte among the headers");
  CHECK(read("\xFF\xFE"s).find("UTF-16") != std::string::npos);
  CHECK(read(std::string(300'000, '\n')).find("more than 262144 bytes") != std::string::npos);
}

TEST_CASE("JSON that is no headers is refused, with its place") {
  CHECK(read("{\"a\": \"1\",\n oops}") == "headers.txt: line 2, column 2: this is not JSON");
  CHECK(read(R"({"a": "1"} x)") == "headers.txt: line 1, column 12: this is not JSON");
  const std::pair<const char*, const char*> refused[] = {
      {R"({"a": 1})", "the value of header \"a\" is no string"},
      {R"({"a": null})", "the value of header \"a\" is no string"},
      {R"({"a": ["b", ["c"]]})", "the value of header \"a\" is no string"},
      {R"({"a": {"b": "c"}})", "the value of header \"a\" is no string"},
      {R"({"a": "1", "b": "2", "a": "3"})", "header \"a\" is given twice"},
      {R"({"a": ["1", "2"], "\u0061": "3"})", "header \"a\" is given twice"},
      {R"({"a b": "1"})", "\"a b\" is no header's name"},
      {R"({"": "1"})", "\"\" is no header's name"},
      {R"({"a": "\ud800"})", "the value of header \"a\" has half a surrogate pair"},
      {R"({"\udc00": ""})", "a header's name has half a surrogate pair"},
      {R"(["a"])", "a header of the list has not one name and one value"},
      {R"([["a"]])", "a header of the list has not one name and one value"},
      {R"([["a", "b", "c"]])", "a header of the list has not one name and one value"},
      {R"([[]])", "a header of the list has not one name and one value"},
      {R"([{"name": "a"}])", "a header of the list has not one name and one value"},
      {R"([{"name": "a", "name": "b", "value": "c"}])",
       "a header of the list has not one name and one value"},
      {R"([{"name": 1, "value": "c"}])", "a header of the list has not one name and one value"},
      {R"([{"name": "a", "value": {}}])", "the value of header \"a\" is no string"},
  };
  for (const auto& [given, why] : refused) {
    const std::string text = given;
    CAPTURE(text);
    CHECK(read(text).ends_with(": "s + why));
  }
}

TEST_CASE("headers in JSON have limits") {
  std::string many = "{\"a\": [\"0\"";
  for (int i = 1; i < 1000; ++i)
    many += ", \"\"";
  CHECK(read_headers(many + "]}", "headers.txt").size() == 1000);
  CHECK(read(many + ", \"\"]}").find("there are more than 1000 headers") != std::string::npos);
  CHECK(read("{\"" + std::string(2000, 'a') + "\": \"\"}").find("more than 1024 bytes") !=
        std::string::npos);
  CHECK(read(std::string(100'000, '[')).find("a header of the list has not one") !=
        std::string::npos);
}

}  // namespace
}  // namespace checkoutdiag::webhook
