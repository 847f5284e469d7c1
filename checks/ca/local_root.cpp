#include "checks/ca/remedies.hpp"
#include "checks/ca/store_kind.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using trust::Role;

constexpr Reference kReferences[] = {
    {"update-ca-certificates(8): certificates of the local administrator",
     "https://manpages.debian.org/bookworm/ca-certificates/update-ca-certificates.8.en.html"},
    {"GitLab charts: adding CA certificates to images",
     "https://docs.gitlab.com/charts/charts/globals/#custom-certificate-authorities"},
};

// Where the distribution's own roots are; all that a bundle made from them may hold besides.
struct Origins {
  std::set<std::size_t> added, packaged, shipped;

  explicit Origins(const Inventory& seen)
      : added(certificates_in(seen, Role::local_addition)),
        packaged(certificates_in(seen, Role::source)),
        shipped(certificates_in(seen, Role::sdk)) {
    for (const Store& store : seen.stores)
      if (store.format == trust::Format::compiled_in)
        for (const trust::Entry& entry : store.entries)
          shipped.insert(entry.certificate);
  }
};

// Is the store made from the distribution's sources, so that what is in neither was put there?
bool is_made_from_sources(const Store& store) {
  return store.role == Role::bundle &&
         (keeping_of(store) == Keeping::debian || is_debian_java(store));
}

bool is_local(const StoreCase& seen, const Held& held, const Origins& origins) {
  const std::size_t index = held.entry->certificate;
  const std::optional<Baseline>& baseline = seen.wanted.baseline;
  if (baseline && baseline->sha256.contains(held.certificate->sha256)) return false;
  if (seen.store.role == Role::source || seen.store.format == trust::Format::compiled_in)
    return false;
  if (seen.store.role == Role::local_addition) return true;
  if (origins.packaged.contains(index) || origins.shipped.contains(index)) return false;
  if (origins.added.contains(index)) return true;
  if (seen.store.role == Role::extra) return !origins.packaged.empty();
  return is_made_from_sources(seen.store) && !origins.packaged.empty();
}

void run(const StoreCase& seen, Outcome& outcome) {
  const Level level = seen.wanted.deny_local ? Level::error : Level::note;
  const Origins origins(seen.seen);
  const std::vector<Held> found =
      held_where(seen, [&](const Held& each) { return is_local(seen, each, origins); });
  Finding* rest =
      tell_each(seen, found, "were added to this machine too", outcome, [&](const Held& each) {
        Finding& finding = outcome.fail(
            "{} trusts {}, which was added to this machine and comes with no package: {} "
            "whatever it signs{}",
            called(seen.store), called(*each.certificate), readers_that(seen, "accepts", "accept"),
            seen.wanted.deny_local ? ", and --deny-local forbids it" : "");
        describe(finding, each)
            .with("readers", reader_names(seen))
            .at_level(level)
            .fixed_by("leave it where somebody can say whose it is and what for; else " +
                      how_to_remove(seen.store, *each.entry, *each.certificate, &seen.seen));
      });
  if (rest) rest->at_level(level);
}

}  // namespace

constinit const Check<StoreCase> local_root{
    .rule = {.id = "ca/local-root",
             .level = Level::note,
             .title = "a root was added to this machine by hand",
             .why =
                 "A company's own authority belongs there; a forgotten test root, an old "
                 "gateway's root or an intruder's look the same. Whoever holds its key can stand "
                 "in for every gateway before the store's readers. It is a note unless "
                 "--deny-local asks for none.",
             .fix = "leave it where somebody can say whose it is and what for; else take it out:\n"
                    "  sudo rm /usr/local/share/ca-certificates/NAME.crt\n"
                    "  sudo update-ca-certificates --fresh",
             .references = kReferences},
    .skip = &no_certificates,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
