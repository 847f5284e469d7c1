#include <algorithm>

#include "checks/ca/chain_distrust.hpp"
#include "checks/ca/chain_rows.hpp"
#include "checks/ca/chain_words.hpp"
#include "checks/shell.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using namespace chains;

constexpr Reference kReferences[] = {
    {"CVE-2026-111943: eMudhra intermediate keys",
     "https://bugzilla.mozilla.org/show_bug.cgi?id=2083449"},
    {"Mozilla root store policy",
     "https://www.mozilla.org/en-US/about/governance/policies/"
     "security-group/certs/policy/"},
};

// Cross-certificates share a key, so one that was sent can be another than the one in the path.
Rows who_accepts(const ChainCase& seen, const x509::Certificate& certificate) {
  Rows rows;
  for (const Row* row : rows_that(seen, trust::Answer::accepted)) {
    bool by_key = !certificate.spki_sha256.empty() &&
                  std::any_of(row->path.begin(), row->path.end(), [&](const auto& each) {
                    return each.spki_sha256 == certificate.spki_sha256;
                  });
    if (by_key || in_path(*row, certificate)) rows.push_back(row);
  }
  return rows;
}

std::string danger(const ChainCase& seen, const Rows& accepting) {
  if (!accepting.empty())
    return told(accepting) + (accepting.size() == 1 ? " still accepts it" : " still accept it");
  return rows_that(seen, trust::Answer::accepted).empty()
             ? "nobody here accepts the chain"
             : "those here who accept the chain do so by another path";
}

std::string repair(const ChainCase& seen, const x509::Certificate& certificate) {
  std::string gateway =
      was_sent(seen, certificate.sha256)
          ? "the gateway must install a certificate of another authority and send none of this "
            "key; "
            "tell it so, and do not send card data over this connection until it has"
          : "the gateway must install a certificate of another authority; tell it so, and do not "
            "send card data over this connection until it has";
  return gateway +
         "\non your side the stores that still hold its authorities must be updated: see "
         "ca/distrusted\nthen ask again:" +
         paste(again(seen));
}

void tell(const ChainCase& seen, const x509::Certificate& certificate, const trust::Distrust& entry,
          Outcome& outcome) {
  Rows accepting = who_accepts(seen, certificate);
  Finding& finding = outcome.fail(
      "{} {}, which is not to be trusted{}; {}",
      was_sent(seen, certificate.sha256) ? "sends" : "is accepted by way of",
      plain_name(certificate), entry.reason.empty() ? "" : ": " + brief(entry.reason, 200),
      danger(seen, accepting));
  identify(finding, certificate)
      .with("spki_sha256", certificate.spki_sha256)
      .with("accepted_by", labels(accepting))
      .with("source", entry.from.source)
      .with("as_of", age_text(entry.from, seen.at))
      .with("known_by", entry.from.file)
      .fixed_by(repair(seen, certificate));
}

void run(const ChainCase& seen, Outcome& outcome) {
  for (const x509::Certificate* each : certificates_at_work(seen))
    if (const trust::Distrust* entry = outright_distrust(seen.known, *each))
      tell(seen, *each, *entry, outcome);
}

}  // namespace

constinit const Check<ChainCase> chain_distrusted{
    .rule = {.id = "ca/chain-distrusted",
             .level = Level::error,
             .title = "the chain goes by way of a certificate that is not to be trusted",
             .why = "Whoever has the key of a compromised authority can pose as the gateway and "
                    "read the card data. Few clients look at such a list (Go 1.26.10 does), the "
                    "rest accept the chain, and a cross-certificate brings the same key back under "
                    "another root.",
             .fix = "the gateway must install a certificate of another authority; do not send card "
                    "data over the connection until it has; then ask again:\n"
                    "  checkoutdiag ca chain TARGET\n"
                    "if the entry is wrong, take it back in a file of your own (`allowed`):\n"
                    "  checkoutdiag ca chain TARGET --knowledge mine.json",
             .references = kReferences},
    .skip = &no_chain,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
