#include <doctest/doctest.h>

#include "tests/checks/tls/gateway.hpp"

namespace checkoutdiag::tls {

namespace {

TlsCase asking(ClientAuth mode) {
  TlsCase seen = good_gateway();
  seen.seen.client_auth.mode = mode;
  seen.seen.client_auth.requested = true;
  seen.seen.client_auth.ca_names = {"CN=Merchants CA"};
  return seen;
}

TlsCase presenting(ClientAuth mode, State result) {
  TlsCase seen = asking(mode);
  seen.seen.client_auth.presented = true;
  seen.seen.client_auth.presented_result = result;
  return seen;
}

}  // namespace

TEST_CASE("tls/client-certificate: required in the handshake") {
  TlsCase seen = asking(ClientAuth::required_at_tls);
  seen.seen.client_auth.alert = Alert{2, 116};
  seen.seen.client_auth.evidence = "after the handshake";
  Finding finding = only_finding(judged(rules::client_certificate, seen));
  CHECK(finding.message ==
        "requires a client certificate in the handshake: alert certificate_required (116)");
  CHECK(finding.level == Level::error);
  CHECK(evidence(finding, "ca_names") == "CN=Merchants CA");
  CHECK(evidence(finding, "seen") == "after the handshake");
  CHECK(has(finding.fix, "issued by one of: CN=Merchants CA"));
  CHECK(has(finding.fix,
            "\n  checkoutdiag tls probe api.gateway.test --client-cert client.pem "
            "--client-key client.key"));
}

TEST_CASE("tls/client-certificate: required in HTTP") {
  TlsCase seen = asking(ClientAuth::required_at_http);
  seen.seen.client_auth.http_status = 400;
  Finding finding = only_finding(judged(rules::client_certificate, seen));
  CHECK(has(finding.message, "only in its HTTP answer: HTTP 400"));
  CHECK(evidence(finding, "http_status") == "400");
}

TEST_CASE("tls/client-certificate: optional is a note") {
  Finding finding = only_finding(judged(rules::client_certificate, asking(ClientAuth::optional)));
  CHECK(finding.level == Level::note);
  CHECK(finding.message == "asks for a client certificate; it is optional");
  CHECK(has(finding.fix, "nothing needs to change"));
}

TEST_CASE("tls/client-certificate: the presented one was refused, taken, or nobody knows") {
  for (ClientAuth mode :
       {ClientAuth::optional, ClientAuth::required_at_tls, ClientAuth::required_at_http}) {
    TlsCase refused = presenting(mode, State::refused);
    refused.seen.client_auth.alert = Alert{2, 48};
    Finding finding = only_finding(judged(rules::client_certificate, refused));
    CHECK(finding.level == Level::error);
    CHECK(has(finding.message, "unknown_ca (48)"));
    CHECK(has(finding.fix, "with its intermediates"));
    CHECK(holds(judged(rules::client_certificate, presenting(mode, State::accepted))));
    CHECK(undecided(judged(rules::client_certificate, presenting(mode, State::unknown))));
  }
}

TEST_CASE("tls/client-certificate: hundreds of names are cut") {
  TlsCase seen = asking(ClientAuth::required_at_tls);
  seen.seen.client_auth.ca_names.assign(400, "CN=Some CA");
  Finding finding = only_finding(judged(rules::client_certificate, seen));
  CHECK(evidence(finding, "ca_names_sent") == "400");
  CHECK(evidence(finding, "ca_names").size() < 1000);
  CHECK(finding.fix.size() < 400);
}

TEST_CASE("tls/client-certificate: none holds; unknown is undecided only when one was asked for") {
  CHECK(holds(judged(rules::client_certificate, good_gateway())));
  CHECK(undecided(judged(rules::client_certificate, asking(ClientAuth::unknown))));
  TlsCase unseen = good_gateway();
  unseen.seen.client_auth.mode = ClientAuth::unknown;
  CHECK(skipped(judged(rules::client_certificate, unseen)));
  CHECK(skipped(judged(rules::client_certificate, unreachable(ReplyKind::reset))));
}

}  // namespace checkoutdiag::tls
