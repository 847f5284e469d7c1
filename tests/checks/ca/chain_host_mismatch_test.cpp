#include <doctest/doctest.h>

#include "tests/checks/ca/chains.hpp"

namespace checkoutdiag::ca::written {
namespace {

Finding naming(std::vector<std::string> names, const std::string& host = "api.gateway.test") {
  Chain chain;
  chain.seen.host = host;
  chain.seen.sent.front().dns_names = std::move(names);
  return only_finding(judged(rules::chain_host_mismatch, chain));
}

}  // namespace

TEST_CASE("ca/chain-host-mismatch: accepted by every store, and of another name") {
  Finding finding = naming({"www.shop.example"});
  CHECK(finding.level == Level::error);
  CHECK(finding.message ==
        "the certificate that api.gateway.test:443 sends is for www.shop.example, and not for "
        "api.gateway.test: every runtime refuses it for this name, whatever its store holds");
  CHECK(evidence(finding, "asked") == "api.gateway.test");
  CHECK(evidence(finding, "names") == "www.shop.example");
  CHECK(evidence(finding, "near_name") == "(none)");
  CHECK(has(finding.fix,
            "\n  openssl s_client -connect api.gateway.test:443 -servername api.gateway.test "
            "</dev/null | openssl x509 -noout -ext subjectAltName"));
}

TEST_CASE("ca/chain-host-mismatch: no name at all, many names, an address") {
  CHECK(has(naming({}).message, "is for no name at all, for it has no subjectAltName, and not"));
  Finding many = naming(std::vector<std::string>(300, "shop.example"));
  CHECK(has(many.message, "and 295 more, and not for"));
  CHECK(evidence(many, "names").size() < 1000);
  Finding address = naming({"api.gateway.test"}, "2001:db8::1");
  CHECK(has(address.fix, "-connect '[2001:db8::1]:443'"));
  // The wildcard stands for one label.
  CHECK(has(naming({"*.test"}).message, "is for *.test, and not"));
}

TEST_CASE("ca/chain-host-mismatch: a near name is proposed, as one that can be asked for") {
  Finding near = naming({"far.example", "apis.gateway.test"});
  CHECK(evidence(near, "near_name") == "apis.gateway.test");
  CHECK(has(near.fix, "\n  checkoutdiag ca chain apis.gateway.test:443"));
  CHECK(evidence(naming({"*.gateway2.test"}), "near_name") == "api.gateway2.test");
  Chain chain;
  chain.seen.target = "api.gateway.test:8443";
  chain.seen.sent.front().dns_names = {"apis.gateway.test"};
  CHECK(has(only_finding(judged(rules::chain_host_mismatch, chain)).fix,
            "\n  checkoutdiag ca chain apis.gateway.test:8443"));
  // What a peer says becomes no command.
  CHECK_FALSE(has(naming({"api.gateway.tes$(id)"}).fix, " api.gateway.tes$(id)"));
}

TEST_CASE("ca/chain-host-mismatch: it holds, and is skipped where no name was asked for") {
  Chain chain;
  CHECK(holds(judged(rules::chain_host_mismatch, chain)));
  chain.seen.sent.front().dns_names = {"*.gateway.test"};
  CHECK(holds(judged(rules::chain_host_mismatch, chain)));
  chain.seen.sent.front().dns_names = {"other.test"};
  SUBCASE("a file") {
    chain.seen.host.clear();
  }
  SUBCASE("a leaf that cannot be read") {
    chain.seen.sent.front().malformed = "no certificate";
  }
  SUBCASE("no chain") {
    chain.seen.sent.clear();
    chain.seen.problem = "the gateway closed the connection";
  }
  CHECK(skipped(judged(rules::chain_host_mismatch, chain)));
}

}  // namespace checkoutdiag::ca::written
