#include <doctest/doctest.h>

#include "tests/checks/ca/chains.hpp"

namespace checkoutdiag::ca::written {

TEST_CASE("ca/chain-weak: SHA-1 below the anchor, and who refuses it") {
  Chain chain;
  chain.seen.sent[0].signature_digest = "SHA1";
  chain.seen.sent[0].signature_algorithm = "sha1WithRSAEncryption";
  refuse(chain.row("curl"), trust::Cause::weak_digest, "CN=api.gateway.test");
  Finding finding = only_finding(judged(rules::chain_weak, chain));
  CHECK(finding.level == Level::error);
  CHECK(finding.message ==
        "api.gateway.test is signed with sha1WithRSAEncryption; curl 7.88.1 "
        "(/etc/ssl/certs/ca-certificates.crt) refuses the chain for it");
  CHECK(has(finding.fix, "the gateway must install a chain"));
}

TEST_CASE("ca/chain-weak: short keys, both faults at once, and others who would refuse") {
  Chain chain;
  chain.seen.sent[1].key_bits = 1024;
  chain.seen.sent[1].signature_digest = "MD5";
  chain.seen.sent[1].signature_algorithm = "md5WithRSAEncryption";
  for (Row& row : chain.seen.rows)
    accept(row, {chain.seen.sent[0], chain.seen.sent[1], root("Gateway Root")});
  CHECK(only_finding(judged(rules::chain_weak, chain)).message ==
        "Gateway CA is signed with md5WithRSAEncryption and has an RSA key of 1024 bits, less than "
        "2048; nobody here refuses it for that, others do");
  Chain curve;
  curve.seen.sent[0].key_algorithm = "EC";
  curve.seen.sent[0].key_bits = 224;
  CHECK(has(only_finding(judged(rules::chain_weak, curve)).message, "an EC key of 224 bits"));
}

TEST_CASE("ca/chain-weak: a root's signature of itself does not count, its key does") {
  Chain chain;
  x509::Certificate anchor = root("Gateway Root");
  anchor.signature_digest = "SHA1";
  for (Row& row : chain.seen.rows)
    accept(row, {chain.seen.sent[0], chain.seen.sent[1], anchor});
  chain.seen.sent.push_back(anchor);
  CHECK(holds(judged(rules::chain_weak, chain)));
  chain.seen.sent.pop_back();
  refuse(chain.row("curl"), trust::Cause::weak_key, "CN=Gateway Root");
  anchor.key_bits = 1024;
  chain.row("curl").path = {chain.seen.sent[0], chain.seen.sent[1], anchor};
  chain.seen.rows.erase(chain.seen.rows.begin() + 1);
  CHECK(has(only_finding(judged(rules::chain_weak, chain)).message,
            "the authority Gateway Root has an RSA key of 1024 bits, less than 2048; curl"));
}

TEST_CASE("ca/chain-weak: nobody verifies the signature of what is only an anchor") {
  Chain chain;
  chain.seen.sent[1].signature_digest = "SHA1";
  for (Row& row : chain.seen.rows)
    accept(row, {chain.seen.sent[0], chain.seen.sent[1]});
  CHECK(holds(judged(rules::chain_weak, chain)));
}

TEST_CASE("ca/chain-weak: sent and not needed is a lesser matter") {
  Chain chain;
  x509::Certificate cross = certificate("Gateway Root", "Old Root");
  cross.signature_digest = "SHA1";
  cross.signature_algorithm = "sha1WithRSAEncryption";
  chain.seen.sent.push_back(cross);
  Finding finding = only_finding(judged(rules::chain_weak, chain));
  CHECK(finding.level == Level::warning);
  CHECK(has(finding.message, "no path that is accepted here needs it"));
  CHECK(has(finding.fix, "can leave it out"));
}

TEST_CASE("ca/chain-weak: strong chains hold, Edwards curves and unknown lengths too") {
  Chain chain;
  CHECK(holds(judged(rules::chain_weak, chain)));
  chain.seen.sent[0].key_algorithm = "Ed25519";
  chain.seen.sent[0].key_bits = 253;
  chain.seen.sent[1].key_bits = 0;
  CHECK(holds(judged(rules::chain_weak, chain)));
}

}  // namespace checkoutdiag::ca::written
