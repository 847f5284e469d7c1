#include "checks/ca/distrusted_by.hpp"
#include "checks/ca/remedies.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RUSTSEC-2026-0382: eMudhra intermediates compromised",
     "https://rustsec.org/advisories/RUSTSEC-2026-0382.html"},
    {"Mozilla bug 2083449", "https://bugzilla.mozilla.org/show_bug.cgi?id=2083449"},
    {"Mozilla: included and removed certificate authorities",
     "https://wiki.mozilla.org/CA/Included_Certificates"},
};

bool mentions(std::string_view text, std::string_view lower_word) {
  std::string lower;
  for (char c : text)
    lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower.find(lower_word) != std::string::npos;
}

// A store that says itself that a certificate is not for servers trusts it no more.
bool is_off(const trust::Entry& entry) {
  return entry.server_trusted && !*entry.server_trusted;
}

// Deselected, it stays in the package's folder, and nobody reads that.
bool is_unused_source(const StoreCase& seen, const Held& held,
                      const std::set<std::size_t>& bundled) {
  return seen.store.role == trust::Role::source && !bundled.empty() &&
         !bundled.contains(held.entry->certificate);
}

// What stolen keys below a root mean for those who trust the root.
std::string cost(const StoreCase& seen, const trust::Distrust& entry) {
  bool stolen = mentions(entry.reason, "compromise") || mentions(entry.reason, "emudhra") ||
                mentions(entry.name, "emudhra");
  return stolen ? "whoever holds the stolen keys below it can stand in for any gateway before " +
                      readers_text(seen)
                : readers_that(seen, "accepts", "accept") + " whatever is issued below it";
}

void tell(const StoreCase& seen, const Held& held, Outcome& outcome) {
  const trust::Distrust& entry = *outright_distrust(seen.known, *held.certificate);
  Finding& finding =
      outcome.fail("{} still trusts {}{}{}: {}", called(seen.store), called(*held.certificate),
                   entry.reason.empty() ? "" : ", ", entry.reason, cost(seen, entry));
  describe(finding, held)
      .with("reason", entry.reason)
      .with("matched_by", entry.sha256 == held.certificate->sha256 ? "sha256" : "spki_sha256")
      .with("spki_sha256", held.certificate->spki_sha256)
      .with("source", entry.from.source)
      .with("as_of", text::date(entry.from.as_of))
      .with("readers", reader_names(seen))
      .fixed_by(how_to_remove(seen.store, *held.entry, *held.certificate, &seen.seen));
}

void run(const StoreCase& seen, Outcome& outcome) {
  const std::set<std::size_t> bundled = certificates_in(seen.seen, trust::Role::bundle);
  const std::vector<Held> found = held_where(seen, [&](const Held& each) {
    return !is_off(*each.entry) && !is_unused_source(seen, each, bundled) &&
           outright_distrust(seen.known, *each.certificate);
  });
  tell_each(seen, found, "are distrusted too", outcome,
            [&](const Held& each) { tell(seen, each, outcome); });
}

}  // namespace

constinit const Check<StoreCase> distrusted{
    .rule = {.id = "ca/distrusted",
             .level = Level::error,
             .title = "the store trusts a root or key that is distrusted",
             .why = "Whoever holds a stolen authority's key can stand in for any payment gateway "
                    "before every program that still trusts the root above it. Browsers get the "
                    "news with their updates; a bundle in a package, an SDK or a Java store keeps "
                    "the root until somebody takes it out. In October 2026 eight intermediate keys "
                    "of eMudhra were compromised, which lead to emSign ECC Root CA - G3 and, by a "
                    "cross-signature, to AAA Certificate Services.",
             .fix = "install the distribution's or SDK's current package; on Debian:\n"
                    "  sudo apt-get install --only-upgrade ca-certificates",
             .references = kReferences},
    .skip = &no_certificates,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
