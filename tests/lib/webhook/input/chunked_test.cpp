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

TEST_CASE("chunks are put together, with extensions and trailers") {
  const std::string head = "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n";
  CHECK(read(head + "0\r\n\r\n").body.empty());
  CHECK(read(head + "4\r\nWiki\r\n5;a=b;c=\"d\"\r\npedia\r\n00\r\nX-T: 1\r\n\r\nrest").body ==
        "Wikipedia");
  CHECK(read(head + "A \n0123456789\n0\n").body == "0123456789");
  CHECK(read(head + "2\r\n\0\n\r\n1;\r\n\r\r\n000;x\n\n"s).body == "\0\n\r"s);
  const Delivery both =
      read("POST / HTTP/1.1\nContent-Length: 1\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n");
  CHECK(both.body == "abc");
  CHECK(headers_of(both) == "Content-Length=1|Transfer-Encoding=chunked|");
  CHECK(read("POST / HTTP/1.1\nTransfer-Encoding: identity\n\n3\nabc").body == "3\nabc");
}

TEST_CASE("a broken chunk is named by its byte") {
  const std::string head = "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n";  // 44 bytes
  const auto chunks = [&](const std::string& text) {
    const std::string said = fault(head + text);
    CAPTURE(said);
    const std::string start = "request.http: the chunked body is broken at byte ";
    REQUIRE(said.starts_with(start));
    const std::string rest = said.substr(start.size());
    CHECK(rest.find(": ") != std::string::npos);
    return std::stoi(rest) - static_cast<int>(head.size());
  };
  CHECK(chunks("") == 1);
  CHECK(chunks("{\"id\": 1}\n") == 1);
  CHECK(chunks("5") == 1);
  CHECK(chunks("3\nab") == 1);
  CHECK(chunks("3\nabcd\n0\n\n") == 6);
  CHECK(chunks("3\nabc\n") == 7);
  CHECK(chunks("3\nabc\n-1\n\n") == 7);
  CHECK(chunks("3x\nabc\n0\n\n") == 2);
  CHECK(chunks("3\nabc\rX0\n\n") == 6);
  CHECK(chunks("ffffffffffffffff\nabc\n0\n\n") == 1);
  CHECK(chunks("00000000000000003\nabc\n0\n\n") == 1);
  CHECK(chunks("3;" + std::string(20'000, 'x') + "\nabc\n0\n\n") == 1);
  CHECK(chunks("0\nno trailer\n\n") == 3);
  CHECK(chunks("0\nA: 1\nB : 2\n\n") == 8);
}

}  // namespace
}  // namespace checkoutdiag::webhook
