#include "lib/tls/client_hello.hpp"

#include <doctest/doctest.h>

#include "lib/text/hex.hpp"
#include "lib/tls/fingerprint.hpp"
#include "lib/tls/hello.hpp"
#include "lib/tls/reply.hpp"

namespace checkoutdiag::tls {
namespace {

/// A hello of ours as another program would read it: an encoder that is not the reader's.
std::string message_of_ours() {
  Hello hello;
  hello.version = Version::tls12;
  hello.suites = {0xc02f, 0x009c, 0x000a};
  hello.groups = {0x001d, 0x0017};
  hello.schemes = {0x0403, 0x0804};
  hello.server_name = "api.example";
  HelloConversation talk(hello);
  std::string record;
  talk.start(record);
  return record.substr(5);
}

std::string problem_of(const std::string& message) {
  std::string problem;
  CHECK(!parse_client_hello(message, problem));
  return problem;
}

}  // namespace

TEST_CASE("a hello is read as another encoder wrote it, and comes out byte for byte") {
  const std::string message = message_of_ours();
  std::string problem;
  const auto hello = parse_client_hello(message, problem);
  REQUIRE_MESSAGE(hello.has_value(), problem);
  CHECK(encode(*hello) == message);
  CHECK(server_name(*hello) == "api.example");
  CHECK(offered_suites(*hello) == std::vector<std::uint16_t>{0xc02f, 0x009c, 0x000a});
  CHECK(offered_groups(*hello) == std::vector<std::uint16_t>{0x001d, 0x0017});
  CHECK(offered_schemes(*hello) == std::vector<std::uint16_t>{0x0403, 0x0804});
  CHECK(offered_versions(*hello) == std::vector<Version>{Version::tls12});
}

TEST_CASE("a hello that is cut anywhere is none, and says why") {
  const std::string message = message_of_ours();
  for (std::size_t size = 0; size < message.size(); ++size)
    CHECK(!problem_of(message.substr(0, size)).empty());
  CHECK(!problem_of(message + 'x').empty());
}

TEST_CASE("in pieces and in several records it is the same") {
  const std::string message = message_of_ours();
  const std::string wire = records_of(message, 0x0301);
  for (std::size_t piece = 1; piece < wire.size(); piece += 7) {
    ClientHelloReader reader;
    for (std::size_t at = 0; at < wire.size() && !reader.feed(wire.substr(at, piece)); at += piece)
      continue;
    REQUIRE(reader.hello().has_value());
    CHECK(reader.message() == message);
  }
  // The same message in two records (RFC 8446 section 5.1).
  const auto record = [](const std::string& part) {
    return std::string("\x16\x03\x01", 3) + static_cast<char>(part.size() >> 8) +
           static_cast<char>(part.size() & 0xff) + part;
  };
  ClientHelloReader reader;
  CHECK(reader.feed(record(message.substr(0, 50)) + record(message.substr(50))));
  REQUIRE(reader.hello().has_value());
  CHECK(reader.records() == 2);
  ClientHelloReader http;
  CHECK(http.feed("GET / HTTP/1.1\r\n\r\n"));
  CHECK(!http.problem().empty());
}

TEST_CASE("JA3 and JA4 by their published examples") {
  ClientHello hello;
  hello.legacy_version = 0x0301;
  hello.random.assign(32, 'r');
  hello.suites = {47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4};
  hello.compressions.assign(1, '\0');
  hello.has_extensions = true;
  const auto bytes = [](const char* hex) {
    std::string out;
    CHECK(text::decode_hex(hex, out));
    return out;
  };
  hello.extensions = {{0, bytes("000e00000b6170692e6578616d706c65")},
                      {10, bytes("0006001700180019")},
                      {11, bytes("0100")}};
  // From the description of JA3.
  CHECK(ja3_text(hello) == "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0");
  CHECK(ja3(hello) == "ada70206e40642a3e4461f35503241d5");
  CHECK(ja4(hello).starts_with("t10d120300_"));
}

}  // namespace checkoutdiag::tls
