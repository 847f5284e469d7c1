#include <algorithm>

#include "checks/ca/chain_causes.hpp"
#include "checks/ca/chain_missing.hpp"
#include "checks/ca/chain_words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using namespace chains;

constexpr Reference kReferences[] = {
    {"RFC 5280 section 6: certification path validation",
     "https://www.rfc-editor.org/rfc/rfc5280#section-6"},
    {"openssl-verification-options(1)",
     "https://docs.openssl.org/3.0/man1/openssl-verification-options/"},
    {"Java PKI programmer's guide",
     "https://docs.oracle.com/en/java/javase/17/security/java-pki-programmers-guide.html"},
    {"update-ca-certificates(8)",
     "https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html"},
};

// Stores that were named, each by itself, say nothing about this machine's programs.
bool are_stores_alone(const ChainCase& seen) {
  return std::none_of(seen.rows.begin(), seen.rows.end(),
                      [](const Row& row) { return row.client.has_value(); });
}

// Who does reach it tells on which side the fault is.
std::string others(const ChainCase& seen, const Refusal& refusal) {
  Rows accepting = rows_that(seen, trust::Answer::accepted);
  if (accepting.empty()) {
    const bool all_judged = rows_that(seen, trust::Answer::unknown).empty();
    if (are_stores_alone(seen))
      return fmt::format("no runtime{} accepts it with the stores named",
                         all_judged ? "" : " that could be judged");
    return fmt::format("nobody on this machine{} reaches it",
                       all_judged ? "" : " that could be judged");
  }
  bool proof = is_gap(refusal.cause) && whole_for_somebody(seen);
  return told(accepting) + (accepting.size() == 1 ? " accepts it" : " accept it") +
         (proof ? ", so the gateway is fine" : "");
}

void tell(const ChainCase& seen, const Refusal& refusal, Outcome& outcome) {
  Finding& finding = outcome.fail("{} cannot reach it: {}; {}", told(refusal.rows),
                                  why(seen, refusal), others(seen, refusal));
  finding.with("cause", key_of(refusal.cause))
      .with("refused_by", labels(refusal.rows))
      .with("accepted_by", labels(rows_that(seen, trust::Answer::accepted)))
      .with("words", words_of(refusal.rows));
  if (const x509::Certificate* culprit = culprit_of(seen, refusal)) identify(finding, *culprit);
  if (refusal.remedy && !refusal.remedy->certificates.empty()) {
    const x509::Certificate& last = refusal.remedy->certificates.back();
    finding
        .with("remedy",
              refusal.remedy->kind == Remedy::Kind::add_root ? "add to the store" : "send besides")
        .with("missing", plain_name(last))
        .with("missing_sha256", last.sha256);
    if (!refusal.remedy->found_in.empty()) finding.with("found_in", refusal.remedy->found_in);
  }
  std::vector<std::string> stores;
  for (const Store* store : main_stores(seen.seen, refusal.rows))
    stores.push_back(store->path);
  finding.with("stores", bounded(std::move(stores))).fixed_by(way_out(seen, refusal));
}

void run(const ChainCase& seen, Outcome& outcome) {
  for (const Refusal& refusal : find_refusals(seen))
    tell(seen, refusal, outcome);
  if (!outcome.findings.empty()) return;
  if (!rows_that(seen, trust::Answer::refused).empty())
    outcome.skipped_because =
        "what is missing is an intermediate that the gateway must send: see ca/chain-incomplete";
  else if (rows_that(seen, trust::Answer::accepted).empty())
    outcome.skipped_because = "nobody could judge the chain: see ca/chain-seen";
}

}  // namespace

constinit const Check<ChainCase> chain_refused{
    .rule = {.id = "ca/chain-refused",
             .level = Level::error,
             .title = "a runtime or a store of this machine refuses the gateway's chain",
             .why = "Each runtime has a store and rules of its own, so a chain that curl accepts "
                    "can fail in Java, Node.js or Python on the same machine. A gateway that moves "
                    "to a new root breaks those whose store is the oldest first.",
             .fix = "compare the root's SHA-256 with the gateway's documentation, then save it:\n"
                    "  checkoutdiag ca chain TARGET --save-root its-root.pem\n"
                    "add it to the store that lacks it, on Debian for all that read the system's "
                    "bundle:\n"
                    "  sudo cp its-root.pem /usr/local/share/ca-certificates/its-root.crt\n"
                    "  sudo update-ca-certificates",
             .references = kReferences},
    .skip = &no_chain,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
