#include <doctest/doctest.h>

#include "checks/tls/local_causes.hpp"
#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

TlsCase failing(unsigned long error) {
  TlsCase seen = good_gateway();
  seen.seen.local.attempt = {};
  seen.seen.local.attempt.error = error;
  seen.seen.local.attempt.state = "after our ClientHello";
  return seen;
}

TlsCase refused_with(int alert) {
  TlsCase seen = failing(0x0A000000 + 1000 + static_cast<unsigned long>(alert));
  seen.seen.local.attempt.received = Alert{2, alert};
  return seen;
}

std::string said(const TlsCase& seen) {
  return explain(seen).says(seen);
}

void only(TlsCase& seen, Version version, std::initializer_list<std::uint32_t> suites) {
  for (Version each : kVersions)
    refuse(seen, each);
  accept(seen, version, suites);
}

}  // namespace

TEST_CASE("local causes: a configuration that leaves nothing to offer") {
  TlsCase seen = failing(0x0A0000BF);
  seen.seen.local.min_version = "TLSv1.3";
  seen.seen.local.max_version = "TLSv1.2";
  CHECK(explain(seen).key == "no-protocols");
  CHECK(has(said(seen), "MinProtocol TLSv1.3, MaxProtocol TLSv1.2"));
  CHECK((explain(seen).on_gateway == nullptr));
  CHECK(explain(failing(0x0A0000B5)).key == "no-ciphers");
  CHECK(has(said(failing(0x0A0000B5)), "the CipherString setting of /usr/lib/ssl/openssl.cnf"));
}

TEST_CASE("local causes: legacy signatures, of an old version or of a new one") {
  TlsCase seen = failing(0x0A00014D);
  only(seen, Version::tls10, {0xC013});
  CHECK(explain(seen).key == "legacy-signature");
  CHECK(has(said(seen), "accepts only TLS 1.0"));
  silence(seen, Version::tls13);
  CHECK(has(said(seen), "accepts TLS 1.0"));
  CHECK(has(said(failing(0x0A00014D)), "an algorithm that security level 2 forbids"));
}

TEST_CASE("local causes: versions, refused here or there") {
  TlsCase here = failing(0x0A000102);
  only(here, Version::tls10, {0x002F});
  here.seen.local.min_version = "TLSv1.2";
  here.seen.local.attempt.sent = Alert{2, 70};
  CHECK(explain(here).key == "version-refused-here");
  CHECK(
      said(here) ==
      "the gateway accepts only TLS 1.0, and this OpenSSL asks for at least TLS 1.2 (MinProtocol)");
  TlsCase there = refused_with(70);
  only(there, Version::tls13, {0x1301});
  there.seen.local.max_version = "TLSv1.2";
  CHECK(explain(there).key == "version-refused-there");
  CHECK(said(there) ==
        "the gateway accepts only TLS 1.3, and this OpenSSL goes up to TLS 1.2 (MaxProtocol)");
  TlsCase newer = refused_with(70);
  only(newer, Version::tls12, {0xC02F});
  newer.seen.local.min_version = "TLSv1.3";
  CHECK(has(said(newer), "asks for at least TLS 1.3"));
  newer.seen.local.min_version.clear();
  CHECK(has(said(newer), "no protocol version is common to both"));
}

TEST_CASE("local causes: names, renegotiation, weak keys and digests") {
  CHECK(explain(refused_with(112)).key == "name-unknown");
  CHECK(explain(failing(0x0A000152)).key == "unsafe-renegotiation");
  TlsCase dh = failing(0x0A00018A);
  dh.seen.groups.dh_bits = 1024;
  CHECK(explain(dh).key == "dh-too-small");
  CHECK(has(said(dh), "of 1024 bits is too small for security level 2"));
  CHECK(explain(failing(0x0A00018F)).key == "key-too-small");
  CHECK(explain(failing(0x0A00018D)).key == "key-too-small");
  CHECK(explain(failing(0x0A00018E)).key == "digest-too-weak");
  CHECK(explain(failing(0x0A000172)).key == "signature-not-offered");
  CHECK(explain(failing(0x0A00010B)).key == "not-tls");
}

TEST_CASE("local causes: the number of an alert means one thing before the hello, another after") {
  TlsCase seen = refused_with(40);
  CHECK(explain(seen).key == "hello-refused");
  CHECK(has(said(seen), "though it accepts others"));
  seen.seen.local.attempt.state = "after our Certificate";
  CHECK(explain(seen).key == "alert");
  CHECK(has(said(seen), "alert handshake_failure (40) after our Certificate"));
  seen.seen.local.attempt.state = "after the server's ServerHello";
  CHECK(explain(seen).key == "alert");
  seen.seen.local.attempt.state = "SSLv3/TLS read server hello";
  CHECK(explain(seen).key == "hello-refused");
}

TEST_CASE("local causes: a setting that was proven is named as a fact, with what it leaves out") {
  struct Row {
    std::string_view change, key, says;
  };
  const Row rows[] = {
      {"Groups=DEFAULT", "groups-setting",
       "the Groups setting of /usr/lib/ssl/openssl.cnf leaves out every group that the gateway "
       "takes (x25519 and secp256r1)"},
      {"SignatureAlgorithms=DEFAULT", "signature-setting",
       "the SignatureAlgorithms setting of /usr/lib/ssl/openssl.cnf leaves out every algorithm "
       "that the gateway signs with (rsa_pss_rsae_sha256 and ecdsa_secp256r1_sha256)"},
      {"CipherString=DEFAULT", "cipher-setting",
       "the CipherString setting of /usr/lib/ssl/openssl.cnf leaves out every suite that the "
       "gateway takes (TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 and "
       "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)"},
      {"Ciphersuites=DEFAULT", "tls13-cipher-setting",
       "the Ciphersuites setting of /usr/lib/ssl/openssl.cnf leaves out every suite of TLS 1.3 "
       "that the gateway takes (TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384 and "
       "TLS_CHACHA20_POLY1305_SHA256)"},
      {"SECLEVEL=0", "level-setting",
       "security level 2 forbids what the gateway needs: the gateway ends the handshake with alert "
       "handshake_failure (40) after our ClientHello; with SECLEVEL=0 it connects"},
      {"MinProtocol=TLSv1 + SECLEVEL=0", "setting",
       "the gateway ends the handshake with alert handshake_failure (40) after our ClientHello; "
       "with MinProtocol = TLSv1 and CipherString = DEFAULT:@SECLEVEL=0 it connects"},
  };
  for (const Row& row : rows) {
    TlsCase seen = refused_with(40);
    seen.seen.local.repairs = {{"SECLEVEL=1", false}, {std::string(row.change), true}};
    CHECK(explain(seen).key == row.key);
    CHECK(said(seen) == row.says);
    CHECK((explain(seen).on_gateway == nullptr));
  }
}

TEST_CASE("local causes: nothing is guessed of settings that were tried in vain") {
  TlsCase seen = refused_with(40);
  CHECK(has(said(seen), "may be the cause"));
  seen.seen.local.repairs = {{"Groups=DEFAULT", false}};
  CHECK_FALSE(has(said(seen), "may be"));
  CHECK(has(said(seen), "no setting of this side that was tried changes that"));
}

TEST_CASE("local causes: current versions are asked for only where there is none") {
  TlsCase old = failing(0x0A00014D);
  only(old, Version::tls10, {0xC013});
  CHECK(has(explain(old).on_gateway(old), "\n  ssl_protocols TLSv1.2 TLSv1.3;"));
  TlsCase current = failing(0x0A00014D);
  CHECK_FALSE(has(explain(current).on_gateway(current), "accept TLS"));
  TlsCase bound = refused_with(70);
  only(bound, Version::tls13, {0x1301});
  bound.seen.local.max_version = "TLSv1.2";
  CHECK(explain(bound).on_gateway(bound).empty());
}

TEST_CASE("local causes: no common suite only where the gateway's whole list is known") {
  TlsCase seen = refused_with(40);
  only(seen, Version::tls12, {0x0005, 0x000A});
  CHECK(explain(seen).key == "no-common-suite");
  CHECK(has(said(seen), "accepts only TLS_RSA_WITH_RC4_128_SHA and TLS_RSA_WITH_3DES_EDE_CBC_SHA"));
  facts(seen, Version::tls12).complete = false;
  CHECK(explain(seen).key == "hello-refused");
  TlsCase low = refused_with(71);
  only(low, Version::tls12, {0x003B});
  CHECK(explain(low).key == "no-common-suite");
}

TEST_CASE("local causes: hellos that are not understood, faults, and closed connections") {
  CHECK(explain(refused_with(47)).key == "hello-not-understood");
  CHECK(explain(refused_with(50)).key == "hello-not-understood");
  CHECK(explain(refused_with(80)).key == "gateway-fault");
  CHECK(explain(failing(0x0A000126)).key == "closed");
  TlsCase late = failing(0x0A000126);
  late.seen.local.attempt.state = "after our Finished";
  CHECK(explain(late).key == "unexplained");
}

TEST_CASE("local causes: what is not known is said to be unknown") {
  TlsCase seen = failing(0x0A000001);
  seen.seen.local.attempt.error_text = "0A000001 something new";
  CHECK(explain(seen).key == "unexplained");
  CHECK(has(said(seen), "0A000001 something new after our ClientHello"));
  TlsCase elsewhere = failing(0x0100014D);  // the same reason of another library is another thing
  CHECK(explain(elsewhere).key == "unexplained");
  CHECK(local_causes().back().key == "unexplained");
}

}  // namespace checkoutdiag::tls
