#include "checks/ca/chain_distrust.hpp"
#include "checks/ca/chain_rows.hpp"
#include "checks/ca/chain_words.hpp"
#include "checks/shell.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using namespace chains;

constexpr Reference kReferences[] = {
    {"NSS: CKA_NSS_SERVER_DISTRUST_AFTER", "https://wiki.mozilla.org/CA/Additional_Trust_Changes"},
    {"curl#15547: compare with the leaf's notBefore, not with the clock",
     "https://github.com/curl/curl/issues/15547"},
};

std::vector<std::string> sources(const std::vector<After>& all) {
  std::vector<std::string> texts;
  for (const After& each : all)
    texts.push_back(text::rfc3339(each.when) + " by " + brief(each.by, 200));
  return bounded(std::move(texts), 20);
}

void tell(const ChainCase& seen, const x509::Certificate& authority, const std::vector<After>& all,
          Outcome& outcome) {
  const x509::Certificate& leaf = seen.sent.front();
  const After& first = all.front();
  const bool late = leaf.not_before > first.when;
  const std::string day = text::date(first.when), issued = text::date(leaf.not_before);
  Finding& finding =
      late ? outcome.fail(
                 "its certificate {} was issued on {}, after {}: from then on nothing below "
                 "{} is to be trusted",
                 plain_name(leaf), issued, day, plain_name(authority))
           : outcome.fail(
                 "its certificate {} of {} is still good, the next one will not be: what "
                 "is issued below {} after {} is not to be trusted",
                 plain_name(leaf), issued, plain_name(authority), day);
  if (!late) finding.at_level(Level::warning);
  identify(finding, authority)
      .with("distrust_after", text::rfc3339(first.when))
      .with("leaf_not_before", text::rfc3339(leaf.not_before))
      .with("said_by", sources(all));
  if (first.entry) {
    if (!first.entry->reason.empty()) finding.with("reason", first.entry->reason);
    finding.with("as_of", age_text(first.entry->from, seen.at));
  }
  Rows accepting;
  for (const Row* row : rows_that(seen, trust::Answer::accepted))
    if (in_path(*row, authority)) accepting.push_back(row);
  finding.with("accepted_by", labels(accepting))
      .fixed_by(std::string(late ? "the gateway must install a certificate of another authority: "
                                   "clients that know the day refuse this one already"
                                 : "the gateway must change to another authority with its next "
                                   "renewal; ask it which root that will be, and have it in your "
                                   "stores before") +
                "\nthen ask again:" + paste(again(seen)));
}

void run(const ChainCase& seen, Outcome& outcome) {
  if (!seen.sent.front().malformed.empty()) {
    outcome.undecided(
        "the leaf cannot be read, so the day of its issue is not known; ask the gateway for a "
        "certificate that is well-formed");
    return;
  }
  for (const x509::Certificate* each : certificates_at_work(seen)) {
    std::vector<After> all = distrusted_after(seen.seen, seen.known, *each);
    if (!all.empty()) tell(seen, *each, all, outcome);
  }
}

}  // namespace

constinit const Check<ChainCase> chain_distrust_after{
    .rule = {.id = "ca/chain-distrust-after",
             .level = Level::error,
             .title = "the authority is not trusted for certificates issued after a day",
             .why = "A browser or a JDK that distrusts an authority by steps accepts what was "
                    "issued before the day and refuses what comes later: the gateway's next "
                    "renewal is the outage. PEM bundles cannot carry the day, so whoever reads one "
                    "does not see it.",
             .fix = "the gateway must change to another authority with its next renewal at the "
                    "latest; ask it which root that will be, and whether your stores have it:\n"
                    "  checkoutdiag ca chain TARGET",
             .references = kReferences},
    .skip = &no_chain,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
