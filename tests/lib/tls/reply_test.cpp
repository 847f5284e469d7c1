#include "lib/tls/reply.hpp"

#include <doctest/doctest.h>

#include "bytes.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::tls;
using namespace bytes;

namespace {

Hello asked(Version version, std::vector<std::uint32_t> suites = {0xc02f, 0xc02b, 0x0033, 0x002f}) {
  Hello hello;
  hello.version = version;
  hello.suites = version == Version::tls13 ? std::vector<std::uint32_t>{0x1301, 0x1302} : suites;
  return hello;
}

Reply read(const Hello& hello, const std::string& wire, net::End end = net::End::closed,
           std::size_t piece = 0) {
  ReplyReader reader(hello);
  bool done = false;
  if (piece == 0) piece = wire.size() + 1;
  for (std::size_t i = 0; i < wire.size() && !done; i += piece)
    done = reader.feed(std::string_view(wire).substr(i, piece));
  net::Closing closing;
  closing.end = done ? net::End::finished : end;
  closing.detail = "how it ended";
  return std::move(reader).finish(closing);
}

std::string alert(int code, int level = 2) {
  return record(
      21, number(static_cast<std::size_t>(level), 1) + number(static_cast<std::size_t>(code), 1));
}

const std::string kRetryRandom(
    "\xCF\x21\xAD\x74\xE5\x9A\x61\x11\xBE\x1D\x8C\x02\x1E\x65\xB8\x91"
    "\xC2\xA2\x11\x16\x7A\xBB\x8C\x5E\x07\x9E\x09\xE2\xC8\xA8\x33\x9C",
    32);

}  // namespace

TEST_CASE("a TLS 1.2 flight is read whole, in pieces of any size and over several records") {
  const std::string exchange = std::string("\3") + number(0x001d, 2) +
                               vector(std::string(32, 'k'), 1) + number(0x0804, 2) +
                               vector(std::string(256, 's'), 2);
  const std::string extensions = extension(0xff01, std::string(1, '\0')) + extension(23, "") +
                                 extension(16, vector(vector("h2", 1), 2)) + extension(5, "");
  const std::string flight =
      server_hello(0x0303, 0xc02f, extensions) + certificates({"leaf", "issuer"}) +
      message(22, "\1" + vector("ocsp", 3)) + message(12, exchange) +
      message(13, vector("\1", 1) + vector("\4\3", 2) + vector("", 2)) + kDone;
  for (const std::size_t cut :
       {std::size_t{1}, std::size_t{7}, flight.size() / 2, flight.size() - 1})
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{1000}}) {
      const Reply reply = read(asked(Version::tls12),
                               record(22, flight.substr(0, cut)) + record(22, flight.substr(cut)),
                               net::End::timeout, piece);
      REQUIRE(reply.accepted());
      CHECK(reply.flight_complete);
      CHECK(reply.version == Version::tls12);
      CHECK(reply.suite == 0xc02f);
      CHECK(reply.group == 0x001d);
      CHECK(reply.scheme == 0x0804);
      CHECK(reply.certificates == std::vector<std::string>{"leaf", "issuer"});
      CHECK(reply.stapled);
      CHECK(reply.certificate_requested);
      CHECK(reply.secure_renegotiation);
      CHECK(reply.extended_master_secret);
      CHECK(reply.alpn == "h2");
      CHECK_FALSE(reply.compression);
    }
}

TEST_CASE("the size of a DHE prime is counted in bits, leading zeros apart") {
  const std::string p = std::string(1, '\0') + "\x7f" + std::string(127, 'p');
  const std::string exchange = vector(p, 2) + vector("\2", 2) + vector("y", 2);
  const Reply reply = read(asked(Version::tls10), record(22, server_hello(0x0301, 0x0033) +
                                                                 message(12, exchange) + kDone));
  CHECK(reply.accepted());
  CHECK(reply.dh_bits == 1023);
}

TEST_CASE("a HelloRetryRequest accepts suite and group") {
  const std::string extensions =
      extension(43, number(0x0304, 2)) + extension(51, number(0x11ec, 2));
  const Reply reply = read(asked(Version::tls13),
                           record(22, server_hello(0x0303, 0x1302, extensions, kRetryRandom)));
  CHECK(reply.accepted());
  CHECK(reply.suite == 0x1302);
  CHECK(reply.group == 0x11ec);
  CHECK(reply.detail == "HelloRetryRequest");
}

TEST_CASE("an older version or a suite that was not offered is no acceptance") {
  const Reply older = read(asked(Version::tls12), record(22, server_hello(0x0301, 0x002f) + kDone));
  CHECK(older.kind == ReplyKind::wrong_answer);
  CHECK(older.version == Version::tls10);
  const Reply no13 = read(asked(Version::tls13), record(22, server_hello(0x0303, 0x1301) + kDone));
  CHECK(no13.kind == ReplyKind::wrong_answer);
  CHECK(no13.version == Version::tls12);
  const Reply stranger = read(asked(Version::tls12), record(22, server_hello(0x0303, 0x0005)));
  CHECK(stranger.kind == ReplyKind::wrong_answer);
  CHECK(stranger.detail.find("not offered") != std::string::npos);
}

TEST_CASE(
    "alerts are told apart: refusal, something else, and a warning that does not end anything") {
  for (const int code : {40, 70, 71})
    CHECK(read(asked(Version::tls12), alert(code)).refused());
  for (const int code : {47, 50, 80, 86, 112}) {
    const Reply reply = read(asked(Version::tls12), alert(code));
    CHECK(reply.kind == ReplyKind::alert);
    CHECK_FALSE(reply.refused());
    CHECK(reply.alert->code == code);
  }
  const Reply warned =
      read(asked(Version::tls12), alert(112, 1) + record(22, server_hello(0x0303, 0xc02f) + kDone));
  CHECK(warned.accepted());
  CHECK(warned.alert->code == 112);
  CHECK(read(asked(Version::tls12), alert(112, 1), net::End::timeout).kind == ReplyKind::alert);
}

TEST_CASE("a ServerHello counts even when an alert or the end follows in the same flight") {
  const std::string hello = record(22, server_hello(0x0303, 0xc02f));
  CHECK(read(asked(Version::tls12), hello + alert(80)).accepted());
  const Reply cut = read(asked(Version::tls12), hello);
  CHECK(cut.accepted());
  CHECK_FALSE(cut.flight_complete);
  CHECK(read(asked(Version::tls12), hello, net::End::reset).accepted());
}

TEST_CASE("how a connection ends without an answer is kept apart") {
  const Hello hello = asked(Version::tls12);
  CHECK(read(hello, "", net::End::closed).kind == ReplyKind::closed);
  CHECK(read(hello, "", net::End::reset).kind == ReplyKind::reset);
  CHECK(read(hello, "", net::End::timeout).kind == ReplyKind::silence);
  CHECK(read(hello, "", net::End::cancelled).kind == ReplyKind::silence);
  CHECK(read(hello, "", net::End::connect_refused).kind == ReplyKind::connect_refused);
  CHECK(read(hello, "", net::End::connect_timeout).kind == ReplyKind::connect_timeout);
  CHECK(read(hello, "", net::End::connect_failed).kind == ReplyKind::connect_failed);
  CHECK(read(hello, "", net::End::proxy_error).kind == ReplyKind::proxy_error);
  const std::string half = record(22, server_hello(0x0303, 0xc02f)).substr(0, 20);
  CHECK(read(hello, half, net::End::closed).kind == ReplyKind::malformed);
  CHECK(read(hello, half, net::End::timeout).kind == ReplyKind::silence);
  CHECK(read(hello, half, net::End::timeout).detail.find("20 bytes") != std::string::npos);
}

TEST_CASE("what is not TLS is named") {
  const Hello hello = asked(Version::tls12);
  CHECK(read(hello, "HTTP/1.1 400 Bad Request\r\nServer: x\r\n").kind == ReplyKind::plain_http);
  CHECK(read(hello, "HTTP/1.1 400", net::End::closed).kind == ReplyKind::plain_http);
  CHECK(read(hello, "SSH-2.0-OpenSSH_9.2\r\n").kind == ReplyKind::other_protocol);
  CHECK(read(hello, "220 mail.example ESMTP\r\n", net::End::timeout, 1).kind ==
        ReplyKind::other_protocol);
  CHECK(read(hello, "<html>no newline", net::End::timeout).kind == ReplyKind::other_protocol);
  CHECK(read(hello, std::string("\x00\x01\x02\x03\x04\x05", 6)).kind == ReplyKind::malformed);
}

TEST_CASE("hostile lengths end at once") {
  const Hello hello = asked(Version::tls12);
  CHECK(read(hello, record(22, "\2" + number(0xffffff, 3))).kind == ReplyKind::malformed);
  CHECK(read(hello, number(22, 1) + number(0x0303, 2) + number(0xffff, 2)).kind ==
        ReplyKind::malformed);
  CHECK(read(hello, record(22, "x", 0x7f03)).kind == ReplyKind::malformed);
  CHECK(read(hello, record(23, "data")).kind == ReplyKind::malformed);
  CHECK(read(hello, record(22, message(11, ""))).kind == ReplyKind::malformed);
  CHECK(read(hello, record(22, message(2, "short"))).kind == ReplyKind::malformed);
  std::string endless;
  for (int i = 0; i < 200000; ++i)
    endless += record(21, std::string("\1\132", 2));
  CHECK(read(hello, endless).kind == ReplyKind::malformed);
  std::string empties;
  for (int i = 0; i < 200000; ++i)
    empties += record(22, "");
  CHECK(read(hello, empties).kind == ReplyKind::malformed);
}

TEST_CASE("SSLv2 answers with its whole list") {
  Hello hello = asked(Version::ssl2);
  hello.suites = {0x010080, 0x0700c0};
  const std::string body = std::string("\4\0\1", 3) + number(2, 2) + number(4, 2) + number(6, 2) +
                           number(3, 2) + "cert" + number(0x010080, 3) + number(0x0700c0, 3) +
                           "cid";
  const Reply reply = read(hello, number(0x8000 | body.size(), 2) + body);
  REQUIRE(reply.accepted());
  CHECK(reply.ssl2_kinds == std::vector<std::uint32_t>{0x010080, 0x0700c0});
  CHECK(reply.certificates == std::vector<std::string>{"cert"});
  CHECK(read(hello, alert(70)).refused());
  CHECK(read(hello, number(0x8003, 2) + "\4\0\0").kind == ReplyKind::malformed);
}
