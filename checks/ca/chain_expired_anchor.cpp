#include <algorithm>

#include "checks/ca/chain_legacy.hpp"
#include "checks/ca/chain_rows.hpp"
#include "checks/ca/chain_words.hpp"
#include "checks/ca/remedies.hpp"
#include "checks/shell.hpp"
#include "checks/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using namespace chains;

constexpr std::size_t kMostStores = 3;  // whose repair is spelled out

constexpr Reference kReferences[] = {
    {"RFC 5280 section 6.1.1 (d): trust anchor information",
     "https://www.rfc-editor.org/rfc/rfc5280#section-6.1.1"},
    {"OpenSSL: X509_V_FLAG_TRUSTED_FIRST",
     "https://docs.openssl.org/3.0/man3/X509_VERIFY_PARAM_set_flags/"},
    {"curl#5530: the AddTrust expiry of 2020", "https://github.com/curl/curl/issues/5530"},
};

struct Anchored {
  const x509::Certificate* anchor = nullptr;
  Rows rows;
};

// Accepting rows by the anchor of their path.
std::vector<Anchored> by_anchor(const ChainCase& seen) {
  std::vector<Anchored> all;
  for (const Row* row : rows_that(seen, trust::Answer::accepted)) {
    const x509::Certificate* anchor = anchor_of(*row);
    if (!anchor || anchor->sha256 == seen.sent.front().sha256) continue;
    auto known = std::find_if(all.begin(), all.end(), [&](const Anchored& each) {
      return each.anchor->sha256 == anchor->sha256;
    });
    if (known == all.end()) known = all.insert(all.end(), Anchored{anchor, {}});
    known->rows.push_back(row);
  }
  return all;
}

// The same authority, in a store of this row, with a later end.
bool has_longer_twin(const ChainCase& seen, const Row& row, const x509::Certificate& anchor) {
  for (const Store* store : stores_of(seen.seen, row))
    for (std::size_t index : certificates_of(seen.seen, *store)) {
      const x509::Certificate& each = seen.seen.certificates[index];
      if (same_authority(each, anchor) && each.not_after > anchor.not_after) return true;
    }
  return false;
}

std::string update_stores(const ChainCase& seen, const Rows& rows) {
  return for_each_store(main_stores(seen.seen, rows), kMostStores, &how_to_update) +
         "\nthen ask again:" + paste(again(seen));
}

void tell_expired(const ChainCase& seen, const Anchored& each, Outcome& outcome) {
  Finding& finding = outcome.fail(
      "{} {} it by way of {}, which expired on {}: others do not, and a newer version may not",
      told(each.rows), each.rows.size() == 1 ? "accepts" : "accept", plain_name(*each.anchor),
      text::date(each.anchor->not_after));
  identify(finding, *each.anchor)
      .with("accepted_by", labels(each.rows))
      .fixed_by("update the stores, so that the authority's newer root is there" +
                update_stores(seen, each.rows));
}

// Java does not look at the dates of an anchor, so nothing ends for it on that day.
void tell_ending(const ChainCase& seen, const Anchored& each, Outcome& outcome) {
  std::int64_t days = days_between(seen.at, each.anchor->not_after);
  if (days > seen.wanted.expiry_warning_days) return;
  Rows rows;
  for (const Row* row : each.rows)
    if (row->profile.runtime != trust::Runtime::java && !has_longer_twin(seen, *row, *each.anchor))
      rows.push_back(row);
  if (rows.empty()) return;
  Finding& finding = outcome.fail(
      "{} will stop reaching it in {}, on {}: then {} expires, the anchor of the only path that "
      "was "
      "found",
      told(rows), days_text(days), text::date(each.anchor->not_after), plain_name(*each.anchor));
  identify(finding, *each.anchor)
      .with("days_left", days)
      .with("accepted_by", labels(rows))
      .fixed_by("ask the gateway which root follows, and update the stores before that day" +
                update_stores(seen, rows));
}

void tell_legacy(const ChainCase& seen, const LegacyPath& path, Outcome& outcome) {
  std::vector<std::string> old = old_clients(seen.seen);
  std::string where = path.sent ? "which it sends" : "which " + brief(path.store) + " still holds";
  Finding& finding = outcome.fail(
      "{}, {}, expired on {}: OpenSSL older than 1.1.0 takes the path by way of it and fails{}",
      plain_name(*path.expired), where, text::date(path.expired->not_after),
      old.empty() ? ", the programs found here do not" : "; here that is " + listed(old));
  if (old.empty() && !path.sent) finding.at_level(Level::note);
  identify(finding, *path.expired).with("old_clients", bounded(std::move(old)));
  if (!path.store.empty()) finding.with("store", path.store);
  std::string gateway =
      path.sent ? "the gateway should leave it out of the chain that it sends\n" : "";
  finding.fixed_by(gateway +
                   "on your side, for old programs: update OpenSSL, have them set "
                   "X509_V_FLAG_TRUSTED_FIRST, or take the expired certificate out of their "
                   "store\nthen ask again:" +
                   paste(again(seen)));
}

void run(const ChainCase& seen, Outcome& outcome) {
  for (const Anchored& each : by_anchor(seen)) {
    if (each.anchor->not_after < seen.at)
      tell_expired(seen, each, outcome);
    else
      tell_ending(seen, each, outcome);
  }
  for (const LegacyPath& path : legacy_paths(seen))
    tell_legacy(seen, path, outcome);
}

}  // namespace

constinit const Check<ChainCase> chain_expired_anchor{
    .rule = {.id = "ca/chain-expired-anchor",
             .level = Level::warning,
             .title = "the chain rests on an anchor that is expired or soon will be",
             .why = "Runtimes differ about the dates of an anchor: Java ignores them, the others "
                    "refuse. OpenSSL before 1.1.0 follows the path that was sent into an expired "
                    "root even where a valid path exists: AddTrust in 2020 and DST Root CA X3 in "
                    "2021 stopped payments that way.",
             .fix = "update the store so that the authority's newer root is there, on Debian:\n"
                    "  sudo apt-get install --only-upgrade ca-certificates\n"
                    "then ask again:\n"
                    "  checkoutdiag ca chain TARGET",
             .references = kReferences},
    .skip = &no_chain,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
