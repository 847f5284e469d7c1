#include <doctest/doctest.h>

#include "lib/failure.hpp"
#include "lib/webhook/input/input.hpp"

namespace checkoutdiag::webhook {
namespace {

using namespace std::string_literals;

Delivery read(std::string_view bytes) {
  return read_raw_request(bytes, "request.http");
}

/// What reading fails with; "" when it does not.
std::string fault(std::string_view bytes) {
  try {
    read(bytes);
    return "";
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::input);
    return failure.what();
  }
}

std::string headers_of(const Delivery& delivery) {
  std::string all;
  for (const Header& header : delivery.headers)
    all += header.name + "=" + header.value + "|";
  return all;
}

TEST_CASE("a request is read as it crossed the wire") {
  const Delivery delivery = read(
      "POST /hook?a=1 HTTP/1.1\r\nHost: shop.example:8443\r\nX-Sig:  a b \t\r\nx-sig:\r\n"
      "Content-Length: 6\r\n\r\n\r\n{\0}\xff, and what the next one sent"s);
  CHECK(delivery.method == "POST");
  CHECK(delivery.url == "https://shop.example:8443/hook?a=1");
  CHECK(headers_of(delivery) == "Host=shop.example:8443|X-Sig=a b|x-sig=|Content-Length=6|");
  CHECK(delivery.body == "\r\n{\0}\xff"s);
}

TEST_CASE("lines end in LF or CRLF, folded ones are joined, and blank ones may come first") {
  const Delivery delivery =
      read("\xEF\xBB\xBF\r\n\nPUT /a HTTP/1.0\nA: 1\r\n  2\n\t\n 3\nB:\n x\r\n\nbody\r\n");
  CHECK(delivery.method == "PUT");
  CHECK(headers_of(delivery) == "A=1 2 3|B=x|");
  CHECK(delivery.body == "body\r\n");
}

TEST_CASE("without a length everything behind the blank line is the body") {
  CHECK(read("POST / HTTP/1.1\n\nall\n\nof it\n").body == "all\n\nof it\n");
  CHECK(read("POST / HTTP/1.1\nA: 1").body.empty());
  CHECK(read("POST / HTTP/1.1\nContent-Length: 100\n\nshort").body == "short");
  CHECK(read("POST / HTTP/1.1\nContent-Length: 99999999999999999999999\n\nx").body == "x");
  CHECK(read("POST / HTTP/1.1\nContent-Length: 2, 02\ncontent-length: 2\n\nabc").body == "ab");
  CHECK(read("POST / HTTP/1.1\nContent-Length: 0\n\nabc").body.empty());
}

TEST_CASE("the URL is what the sender knows, as far as the request tells") {
  const auto url = [](const std::string& target, const std::string& headers) {
    return read("POST " + target + " HTTP/1.1\n" + headers + "\n").url;
  };
  CHECK(url("/h", "Host: a\n") == "https://a/h");
  CHECK(url("/h", "Host: [::1]:80\n") == "https://[::1]:80/h");
  CHECK(url("/h", "Host: a\nX-Forwarded-Proto: HTTP\n") == "http://a/h");
  CHECK(url("/h", "Host: a\nX-Forwarded-Proto: https, http\n") == "https://a/h");
  CHECK(url("/h", "Host: a\nX-Forwarded-Proto: gopher\n") == "https://a/h");
  CHECK(url("http://b:8080/h?x", "Host: a\n") == "http://b:8080/h?x");
  CHECK(url("HTTPS://b/h", "") == "HTTPS://b/h");
  CHECK(url("/h?x=1", "") == "/h?x=1");
  CHECK(url("/h", "Host: evil/?\n") == "/h");
}

TEST_CASE("what servers disagree about, or what is no request, is refused and named") {
  CHECK(fault("") == "request.http: there is no request");
  CHECK(fault("\r\n\n") == "request.http: there is no request");
  const std::string post = "POST / HTTP/1.1\n";
  CHECK(fault("HTTP/1.1 200 OK\n\n") == "request.http: line 1: this is a response, not a request");
  for (const char* line :
       {"POST /", "POST  / HTTP/1.1", "POST / HTTP/0.9", "POST / http/1.1", "P(ST / HTTP/1.1",
        "POST /a b HTTP/1.1", " POST / HTTP/1.1", "POST / HTTP/1.1 ", "{\"id\": 1}", "/ HTTP/1.1"})
    CHECK(fault(line + "\n\n"s) == "request.http: line 1: this is no request line");
  for (const char* target : {"*", "shop.example:443", "ftp://a/", "hook"})
    CHECK(fault("POST "s + target + " HTTP/1.1\n\n").find("neither a path") != std::string::npos);
  CHECK(fault(post + "Host : a\n\n").find("line 2: there is a space before the colon") !=
        std::string::npos);
  CHECK(fault(post + "A: 1\nB\n\n").find("line 3: there is no colon") != std::string::npos);
  CHECK(fault(post + " folded\n\n").find("line 2: the line begins with a space") !=
        std::string::npos);
  CHECK(fault(post + "A\x1b[m: 1\n\n") == "request.http: line 2: \"A\\x1b[m\" is no header's name");
  CHECK(fault(post + ":path: /\n\n").find("line 2: \"\" is no header's name") != std::string::npos);
  CHECK(fault(post + "A: 1\0\n\n"s).find("line 2: there is a NUL byte") != std::string::npos);
  CHECK(fault(post + "A: 1\rB: 2\n\n").find("line 2: there is a carriage return") !=
        std::string::npos);
  for (const char* length : {"", "1x", "-1", "+1", "1,", "1 1", "0x1"})
    CHECK(fault(post + "Content-Length: " + length + "\n\nabc") ==
          "request.http: Content-Length is not a number");
  CHECK(fault(post + "Content-Length: 1\nContent-Length: 2\n\nabc") ==
        "request.http: there are two values of Content-Length");
  CHECK(fault(post + "Transfer-Encoding: gzip, chunked\n\n").find("transfer coding") !=
        std::string::npos);
  CHECK(fault(post + "Transfer-Encoding: chunked\nTransfer-Encoding: chunked\n\n")
            .find("more than once") != std::string::npos);
  CHECK(fault("\xFF\xFEP\0O\0"s).find("UTF-16") != std::string::npos);
}

TEST_CASE("a request's head has limits") {
  std::string many = "POST / HTTP/1.1\n";
  for (int i = 0; i < 1000; ++i)
    many += "A: 1\n";
  CHECK(read(many + "\n").headers.size() == 1000);
  CHECK(fault(many + "A: 1\n\n").find("line 1002: there are more than 1000 headers") !=
        std::string::npos);
  const std::string longest = "POST / HTTP/1.1\nA: " + std::string(250'000, 'x');
  CHECK(read(longest + "\n\nbody").headers[0].value.size() == 250'000);
  CHECK(fault(longest + std::string(20'000, 'x') + "\n\nbody").find("line 2: the headers go on") !=
        std::string::npos);
}

}  // namespace
}  // namespace checkoutdiag::webhook
