#include <algorithm>

#include "checks/ca/remedies.hpp"
#include "checks/ca/store_kind.hpp"
#include "checks/ca/words.hpp"
#include "lib/trust/content_age.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using trust::Format;
using trust::Role;

constexpr Reference kReferences[] = {
    {"Debian: changes of ca-certificates", "https://tracker.debian.org/pkg/ca-certificates"},
    {"Mozilla: removed certificate authorities",
     "https://wiki.mozilla.org/CA/Removed_Certificates"},
};

// Fewer are a chosen few, and what they lack or keep dates nothing.
constexpr std::size_t kLeast = 60;

bool is_keystore(Format format) {
  return format == Format::jks || format == Format::jceks || format == Format::pkcs12;
}

std::string_view skip(const StoreCase& seen) {
  const Store& store = seen.store;
  if (store.role == Role::local_addition || store.role == Role::extra)
    return "it adds to another store, which is dated";
  if (store.format == Format::nss_module || store.format == Format::nss_database)
    return "NSS keeps roots for e-mail that others remove";
  if (is_keystore(store.format) && !is_debian_java(store))
    return "Java has its own set of roots, with other dates";
  if (store.entries.size() < kLeast && !store.entries.empty())
    return "it holds fewer than 60 certificates, too few to date it by";
  if (seen.known.changes.empty()) return "nothing is known of what changed upstream";
  return no_certificates(seen);
}

// What somebody added by hand says nothing of the bundle's age.
std::set<std::string> content(const StoreCase& seen) {
  const std::set<std::size_t> added = certificates_in(seen.seen, Role::local_addition);
  std::set<std::string> sha256;
  for (const Held& each : held_by(seen))
    if (!added.contains(each.entry->certificate)) sha256.insert(each.certificate->sha256);
  return sha256;
}

// The roots that were removed then, of all that the dating names.
std::vector<std::string> removed_then(const trust::ContentAge& age) {
  std::size_t count = std::min(age.still_there, age.evidence.size());
  return {age.evidence.begin(), age.evidence.begin() + static_cast<std::ptrdiff_t>(count)};
}

void run(const StoreCase& seen, Outcome& outcome) {
  const trust::ContentAge age = trust::date_by_content(content(seen), seen.known);
  if (!age.before || seen.at - *age.before <= std::chrono::days(seen.wanted.stale_days)) return;
  const std::int64_t days = days_between(*age.before, seen.at);
  const std::vector<std::string> removed = removed_then(age);
  const bool newest = is_newest(seen.store.package);
  Finding& finding = outcome.fail(
      "{} is older than {}{}, {} ago, and still holds {}, removed on that day: {} what was added "
      "since{}",
      called(seen.store), text::date(*age.before),
      age.older_than_version.empty() ? "" : " (" + age.older_than_version + ")", days_text(days),
      removed.empty() ? "roots" : listed(removed), readers_that(seen, "lacks", "lack"),
      newest ? "; it is the newest that this machine is offered" : "");
  finding.with("older_than", text::date(*age.before))
      .with("older_than_version", age.older_than_version)
      .with("days", days)
      .with("stale_days", seen.wanted.stale_days)
      .with("still_holds", removed)
      .with("readers", reader_names(seen))
      .fixed_by(how_to_update(seen.store));
  if (age.not_before) finding.with("not_older_than", text::date(*age.not_before));
  if (!age.at_least_version.empty()) finding.with("at_least_version", age.at_least_version);
}

}  // namespace

constinit const Check<StoreCase> content_stale{
    .rule = {.id = "ca/content-stale",
             .level = Level::warning,
             .title = "the store's content is old",
             .why = "A file's date tells when it was copied, not how old its roots are. What it "
                    "holds tells: a root that upstream removed on a day proves that the content is "
                    "older. Gateways move to roots that an old store lacks, and roots that were "
                    "withdrawn since are still trusted.",
             .fix = "bring the store up to date:\n"
                    "  sudo apt-get install --only-upgrade ca-certificates",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
