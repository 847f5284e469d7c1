#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

TlsCase answering(ReplyKind kind, const std::string& bytes) {
  TlsCase seen = unreachable(kind, bytes);
  seen.seen.reachable = State::refused;
  return seen;
}

}  // namespace

TEST_CASE("tls/not-tls: plain HTTP, with its first bytes") {
  Finding finding =
      only_finding(judged(rules::not_tls, answering(ReplyKind::plain_http, "HTTP/1.1 400 Bad")));
  CHECK(finding.message ==
        "203.0.113.7:443 answers with plain HTTP (\"HTTP/1.1 400 Bad\"), not with TLS");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "first_bytes") == "HTTP/1.1 400 Bad");
  CHECK(has(finding.fix, "\n  curl -sv http://api.gateway.test:443/"));
}

TEST_CASE("tls/not-tls: of what it says the first line, and where it says it") {
  TlsCase seen = answering(ReplyKind::plain_http, "HTTP/1.0 400 Bad\r\nServer: x\r\n");
  seen.dial = {"127.0.0.1", 8080, true};
  Finding finding = only_finding(judged(rules::not_tls, seen));
  CHECK(has(finding.message, "(\"HTTP/1.0 400 Bad\")"));
  CHECK(evidence(finding, "first_bytes") == "HTTP/1.0 400 Bad");
  CHECK(has(finding.fix, "curl -sv http://127.0.0.1:8080/"));
}

TEST_CASE("tls/not-tls: another protocol, and bytes that are none") {
  TlsCase ssh = answering(ReplyKind::other_protocol, "SSH-2.0-OpenSSH\x1b[2J");
  ssh.endpoint.port = 22;
  Finding finding = only_finding(judged(rules::not_tls, ssh));
  CHECK(has(finding.message, "another protocol"));
  CHECK_FALSE(has(finding.message, "\x1b"));
  CHECK(has(finding.fix, "443 for most gateways"));
  CHECK(has(only_finding(judged(rules::not_tls, answering(ReplyKind::malformed, ""))).message,
            "cannot be read as TLS"));
}

TEST_CASE("tls/not-tls: TLS holds, nothing reached is skipped") {
  CHECK(holds(judged(rules::not_tls, good_gateway())));
  CHECK(skipped(judged(rules::not_tls, unreachable(ReplyKind::silence))));
  CHECK(skipped(judged(rules::not_tls, unreachable(ReplyKind::proxy_error, "HTTP/1.1 502"))));
}

}  // namespace checkoutdiag::tls
