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

constexpr std::size_t kShortReason = 80;

bool is_compromise(const trust::Distrust& entry) {
  const std::string text = lower(entry.name + " " + entry.reason);
  return text.find("compromise") != std::string::npos || text.find("emudhra") != std::string::npos;
}

// "(CVE-2026-111943)" where the reason names one, for whoever has to look it up at night.
std::string cve_of(std::string_view reason) {
  std::size_t start = reason.find("CVE-");
  if (start == std::string_view::npos) return {};
  std::size_t end = reason.find_first_not_of("CVE-0123456789", start);
  return " (" +
         std::string(reason.substr(start, end == std::string_view::npos ? end : end - start)) + ")";
}

// A reason of a few words can stand in a message; a longer one is in the evidence.
std::string in_brackets(std::string reason) {
  while (reason.ends_with('.'))
    reason.pop_back();
  if (reason.empty() || reason.size() > kShortReason) return {};
  return " (" + reason + ")";
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

// What it means for those who trust it: the certificate's own key, or keys of authorities that lead
// to it by their chains or cross-signatures.
std::string cost(const StoreCase& seen, const trust::Distrust& entry, bool own_key) {
  if (!is_compromise(entry))
    return in_brackets(entry.reason) + ": " + readers_that(seen, "accepts", "accept") +
           " whatever is issued below it";
  return fmt::format(
      "{}{}: whoever holds {} can stand in for any gateway before {}",
      own_key ? ", whose key was compromised" : ", to which compromised keys of authorities lead",
      cve_of(entry.reason), own_key ? "it" : "one of them", readers_text(seen));
}

void tell(const StoreCase& seen, const Held& held, Outcome& outcome) {
  const trust::Distrust& entry = *outright_distrust(seen.known, *held.certificate);
  const bool own_key = entry.sha256 != held.certificate->sha256;
  Finding& finding = outcome.fail("{} still trusts {}{}", called(seen.store),
                                  called(*held.certificate), cost(seen, entry, own_key));
  describe(finding, held)
      .with("reason", entry.reason)
      .with("matched_by", own_key ? "spki_sha256" : "sha256")
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
