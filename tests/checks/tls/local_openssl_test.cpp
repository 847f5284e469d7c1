#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

TlsCase failing() {
  TlsCase seen = good_gateway();
  for (Version version : {Version::tls12, Version::tls13})
    refuse(seen, version);
  accept(seen, Version::tls10, {0xC013});
  LocalFacts& local = seen.seen.local;
  local.attempt.ok = false;
  local.attempt.error = 0x0A00014D;
  local.attempt.error_text = "0A00014D legacy sigalg disallowed or unsupported";
  local.attempt.sent = Alert{2, 47};
  local.attempt.state = "after the server's Certificate";
  return seen;
}

}  // namespace

TEST_CASE("tls/local-openssl: the cause first, then everything that was seen") {
  TlsCase seen = failing();
  seen.seen.local.repairs = {{"SECLEVEL=1", false}, {"SECLEVEL=0", true}};
  Finding finding = only_finding(judged(rules::local_openssl, seen));
  CHECK(finding.message ==
        "this machine's OpenSSL cannot connect: the gateway accepts only TLS 1.0, whose key "
        "exchange is signed with SHA-1 or MD5, and security level 2 forbids that");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "cause") == "legacy-signature");
  CHECK(evidence(finding, "openssl_error") == "0A00014D legacy sigalg disallowed or unsupported");
  CHECK(evidence(finding, "alert_sent") == "illegal_parameter (47)");
  CHECK(evidence(finding, "alert_received") == "(none)");
  CHECK(evidence(finding, "state") == "after the server's Certificate");
  CHECK(evidence(finding, "config_file") == "/usr/lib/ssl/openssl.cnf");
  CHECK(evidence(finding, "security_level") == "2");
  CHECK(evidence(finding, "repairs") == "SECLEVEL=1: fails, SECLEVEL=0: connects");
  CHECK(finding.fix ==
        "on the gateway: accept TLS 1.2 or 1.3, for nginx:\n"
        "  ssl_protocols TLSv1.2 TLSv1.3;\n"
        "on your side, proven here: in /usr/lib/ssl/openssl.cnf, in the section that "
        "`system_default` names, set:\n"
        "  CipherString = DEFAULT:@SECLEVEL=0\n"
        "to try it first for one command, with a file that leaves that one alone:\n"
        "  printf '%s\\n' 'openssl_conf = init' '[init]' 'ssl_conf = ssl' '[ssl]' "
        "'system_default = gateway' '[gateway]' 'CipherString = DEFAULT:@SECLEVEL=0' > "
        "/tmp/gateway.cnf\n"
        "  OPENSSL_CONF=/tmp/gateway.cnf openssl s_client -connect api.gateway.test:443 "
        "-servername api.gateway.test -brief </dev/null");
}

TEST_CASE("tls/local-openssl: when nothing repairs it, it says so") {
  TlsCase seen = failing();
  seen.seen.local.repairs = {{"SECLEVEL=1", false}, {"SECLEVEL=0", false}};
  Finding finding = only_finding(judged(rules::local_openssl, seen));
  CHECK(has(finding.fix, "none of the 2 changes that were tried on this side repairs it"));
  CHECK_FALSE(has(finding.fix, "gateway.cnf"));
  seen.seen.local.repairs.clear();
  CHECK(has(only_finding(judged(rules::local_openssl, seen)).fix,
            "no change on this side was tried"));
}

TEST_CASE("tls/local-openssl: a handshake whose certificate every client refuses at this level") {
  TlsCase seen = good_gateway();
  seen.seen.local.security_level = 4;
  seen.seen.local.chain_objections = {{66, 0, "EE certificate key too weak", "CN=x"},
                                      {66, 0, "EE certificate key too weak", "CN=x"}};
  Finding finding = only_finding(judged(rules::local_openssl, seen));
  CHECK(finding.message ==
        "this machine's OpenSSL completes the handshake, but clients that verify refuse the "
        "certificate: EE certificate key too weak (SECLEVEL=4)");
  CHECK(evidence(finding, "cause") == "chain-too-weak");
  CHECK(has(finding.fix, "\n  CipherString = DEFAULT:@SECLEVEL=2\n"));
  CHECK(has(finding.fix, "\n  OPENSSL_CONF=/tmp/gateway.cnf checkoutdiag tls probe api.gateway"));
}

TEST_CASE("tls/local-openssl: a connection that failed is undecided, not a finding") {
  TlsCase seen = failing();
  seen.seen.local.attempt.transport = "connection reset by peer";
  CHECK(has(judged(rules::local_openssl, seen).inconclusive_because, "connection reset by peer"));
}

TEST_CASE("tls/local-openssl: a client certificate that is wanted is another rule's") {
  TlsCase seen = failing();
  seen.seen.client_auth.mode = ClientAuth::required_at_tls;
  LocalAttempt& attempt = seen.seen.local.attempt;
  attempt.sent.reset();
  attempt.error = 0x0A00041A;
  attempt.received = Alert{2, 50};  // GnuTLS
  attempt.state = "after our Certificate";
  CHECK(skipped(judged(rules::local_openssl, seen)));
  attempt.state = "after our ClientHello";  // too early to be about certificates
  CHECK(judged(rules::local_openssl, seen).findings.size() == 1);
}

TEST_CASE("tls/local-openssl: a handshake holds; not tried and not reached are skipped") {
  TlsCase seen = good_gateway();
  CHECK(holds(judged(rules::local_openssl, seen)));
  seen.seen.local = {};
  CHECK(skipped(judged(rules::local_openssl, seen)));
  CHECK(skipped(judged(rules::local_openssl, unreachable(ReplyKind::silence))));
}

}  // namespace checkoutdiag::tls
