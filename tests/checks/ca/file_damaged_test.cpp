#include <doctest/doctest.h>

#include "tests/checks/ca/stores.hpp"

namespace checkoutdiag::ca {

namespace {

constexpr const char* kFile = "/srv/app/roots.pem";

Host blank_lines() {
  return Host()
      .store(kFile, {root("A"), root("B")})
      .flaw(FlawKind::blank_in_block, 12)
      .load(Runtime::go, 2)
      .load(Runtime::openssl, 0, "stops at line 12", {0, 1});
}

}  // namespace

TEST_CASE("ca/file-damaged: its readers cope, and others would not") {
  Host host = blank_lines().client("payment-agent", Runtime::go, {kFile});
  Finding finding = only_finding(judged(rules::file_damaged, host));
  CHECK(finding.message ==
        "/srv/app/roots.pem is damaged, which costs payment-agent nothing today: line 12: empty "
        "lines within a block; elsewhere, OpenSSL loads none of 2 certificates (stops at line 12)");
  CHECK(finding.level == Level::warning);
  CHECK(has(finding.fix, "\n  sudo sed -i '/^[[:space:]]*$/d' /srv/app/roots.pem"));
}

TEST_CASE("ca/file-damaged: told once, by the rule whose loss it is") {
  Host host = blank_lines().client("curl", Runtime::openssl, {kFile});
  CHECK(has(judged(rules::file_damaged, host).skipped_because, "see ca/loads-fewer"));
  CHECK(judged(rules::loads_fewer, host).findings.size() == 1);
}

TEST_CASE("ca/file-damaged: each flaw that has a one-line cure gets it") {
  const std::pair<FlawKind, const char*> cures[] = {
      {FlawKind::byte_order_mark, R"(sed -i '1s/^\xEF\xBB\xBF//' )"},
      {FlawKind::cr_only, R"(sed -i 's/\r/\n/g' )"},
      {FlawKind::joined_lines, R"(sed -i 's/-----\(-----BEGIN\)/-----\n\1/g' )"},
      {FlawKind::indented, "sed -i 's/^[[:space:]]*//' "},
      {FlawKind::nul_bytes, R"(sed -i 's/\x00//g' )"},
      {FlawKind::utf16, "iconv -f UTF-16 -t UTF-8 "},
      {FlawKind::truncated_block, "cp --backup=numbered /etc/ssl/certs/ca-certificates.crt "}};
  for (auto [kind, cure] : cures) {
    Host host = Host().store(kFile, {root("A")}).flaw(kind, 3);
    CHECK(has(only_finding(judged(rules::file_damaged, host)).fix, cure));
  }
}

TEST_CASE(
    "ca/file-damaged: a package's own file is installed again, and nobody's commands are run") {
  Host host = Host()
                  .store("/home/a/$(id) b/lib/python3.11/site-packages/certifi/cacert.pem",
                         {root("A")}, Role::sdk)
                  .package("pip", "certifi", "2022.12.7")
                  .flaw(FlawKind::empty_block, 3, "line 3: \x1b[31mnothing");
  host.last().file.owner = 1000;
  Finding finding = only_finding(judged(rules::file_damaged, host));
  CHECK(has(finding.fix,
            "\n  '/home/a/$(id) b/bin/python3.11' -m pip install --force-reinstall "
            "--no-deps certifi"));
  CHECK(has(finding.message, "line 3: \\x1b[31mnothing"));
}

TEST_CASE("ca/file-damaged: what is no damage") {
  Host host = Host()
                  .store(kFile, {root("A")})
                  .flaw(FlawKind::trusted_label, 1)
                  .flaw(FlawKind::private_key, 30)
                  .flaw(FlawKind::other_block, 60)
                  .flaw(FlawKind::pkcs7_block, 80)
                  .flaw(FlawKind::bad_certificate, 90)
                  .flaw(FlawKind::too_many, 0);
  CHECK(holds(judged(rules::file_damaged, host)));
  CHECK(holds(judged(rules::file_damaged, Host().store(kFile, {root("A")}))));
}

}  // namespace checkoutdiag::ca
