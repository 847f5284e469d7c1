#include <doctest/doctest.h>

#include "lib/failure.hpp"
#include "lib/webhook/input/input.hpp"

namespace checkoutdiag::webhook {
namespace {

std::string har(const std::string& entries) {
  return R"({"log": {"version": "1.2", "entries": [)" + entries + "]}}";
}

std::string entry(const std::string& method, const std::string& rest) {
  return R"({"request": {"method": ")" + method + R"(", "url": "https://a.example/h?x=1")" + rest +
         "}}";
}

std::string fault(const std::string& text, std::optional<std::size_t> index = std::nullopt) {
  try {
    read_har(text, index, "x.har");
    return "";
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::input);
    return failure.what();
  }
}

TEST_CASE("the only POST of a HAR file is taken when no entry is named") {
  const std::string text =
      har(entry("GET", "") + "," + entry("POST", R"(, "headers": [{"name": ":path", "value": "/h"},
                {"name": "X-Sig", "value": " a "}, {"name": "x-sig", "value": "b"}],
                "postData": {"mimeType": "text/json", "text": "{\"a\":\u00201}\r\n\u0000"})"));
  const Delivery delivery = read_har(text, std::nullopt, "x.har");
  CHECK(delivery.method == "POST");
  CHECK(delivery.url == "https://a.example/h?x=1");
  REQUIRE(delivery.headers.size() == 2);
  CHECK(delivery.headers[0].name == "X-Sig");
  CHECK(delivery.headers[0].value == "a");
  CHECK(delivery.headers[1].value == "b");
  CHECK(delivery.body == std::string("{\"a\": 1}\r\n\0", 11));
  CHECK(read_har(text, 0, "x.har").method == "GET");
  CHECK(read_har(text, 0, "x.har").body.empty());
}

TEST_CASE("a body is base64 where the HAR file says so, or its parameters where it has no text") {
  const Delivery binary = read_har(
      har(entry("POST", R"(, "postData": {"text": "AP8KDQ==", "encoding": "base64"})")), {}, "x");
  CHECK(binary.body == std::string("\0\xff\n\r", 4));
  const Delivery form = read_har(
      har(entry("POST", R"(, "postData": {"params": [{"name": "a", "value": "1 "}]})")), {}, "x");
  REQUIRE(form.params.size() == 1);
  CHECK(form.params[0].value == "1 ");
  CHECK(form.body.empty());
}

TEST_CASE("what is no HAR file, or no request of it, is refused") {
  const std::string post = entry("POST", "");
  CHECK(fault("{") == "x.har: not JSON at line 1, column 2");
  CHECK(fault("{}") == "x.har: this is no HAR file: there are no log.entries");
  CHECK(fault("[1]") == "x.har: this is no HAR file: there are no log.entries");
  CHECK(fault(R"({"log": {"entries": {}}})").find("no HAR file") != std::string::npos);
  CHECK(fault(har("")) == "x.har: there is no POST request among the entries");
  CHECK(fault(har("1, {}, {\"request\": []}")).find("there is no POST") != std::string::npos);
  CHECK(fault(har(post + "," + post)) == "x.har: there are 2 POST requests, the first is entry 0");
  CHECK(fault(har(post), 1) == "x.har: there is no entry 1: there are 1, counted from 0");
  CHECK(fault(har("{}"), 0) == "x.har: entry 0 has no request");
  CHECK(fault(har(R"({"request": {"method": "POST"}})")) ==
        "x.har: the request has a part without \"url\"");
  CHECK(fault(har(entry("POST", R"(, "headers": {})"))).find("no list") != std::string::npos);
  CHECK(fault(har(entry("POST", R"(, "headers": [{"name": "a b", "value": ""}])"))) ==
        "x.har: \"a b\" is no header's name");
  CHECK(fault(har(entry("POST", R"(, "headers": [{"name": "a"}])"))) ==
        "x.har: the request has a part without \"value\"");
  CHECK(fault(har(entry("POST", R"(, "postData": {"text": "a", "encoding": "base64"})"))) ==
        "x.har: postData.text is not base64, as its encoding says");
  CHECK(fault(har(entry("POST", R"(, "postData": {"text": "a", "encoding": "gzip"})"))) ==
        "x.har: the encoding of postData is not base64");
  CHECK(fault(har(entry("POST", R"(, "url": "b")"))) == "x.har: \"url\" is given twice");
  CHECK(fault(std::string(1000, '[')).find("nested too deeply") != std::string::npos);
}

}  // namespace
}  // namespace checkoutdiag::webhook
