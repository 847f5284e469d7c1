#include <map>

#include "checks/ca/distrusted_by.hpp"
#include "checks/ca/remedies.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Mozilla: root store policy and lifecycles", "https://wiki.mozilla.org/CA/Root_CA_Lifecycles"},
    {"p11-kit issue 452: distrust-after is lost on the way to PEM",
     "https://github.com/p11-glue/p11-kit/issues/452"},
    {"OpenJDK: distrust of TLS anchors, jdk.security.caDistrustPolicies",
     "https://github.com/openjdk/jdk/pull/21225"},
};

// The day, and who says so.
struct Limit {
  Time after;
  std::string by, reason, source;
};

// What other stores of the machine know, by certificate: NSS modules carry the day.
std::map<std::size_t, Limit> known_here(const Inventory& seen) {
  std::map<std::size_t, Limit> limits;
  for (const Store& store : seen.stores)
    for (const trust::Entry& entry : store.entries)
      if (entry.server_distrust_after)
        limits.try_emplace(entry.certificate,
                           Limit{*entry.server_distrust_after, called(store), {}, store.path});
  return limits;
}

std::optional<Limit> limit_of(const StoreCase& seen, const Held& held,
                              const std::map<std::size_t, Limit>& here) {
  if (held.entry->server_distrust_after) return std::nullopt;  // the store says it itself
  if (held.entry->server_trusted && !*held.entry->server_trusted) return std::nullopt;
  if (outright_distrust(seen.known, *held.certificate)) return std::nullopt;  // ca/distrusted
  if (const trust::Distrust* entry = later_distrust(seen.known, *held.certificate))
    return Limit{*entry->after, {}, entry->reason, entry->from.source};
  auto found = here.find(held.entry->certificate);
  if (found == here.end()) return std::nullopt;
  return found->second;
}

void tell(const StoreCase& seen, const Held& held, const Limit& limit, Outcome& outcome) {
  Finding& finding = outcome.fail(
      "{} trusts {} without an end, and what it issues after {} is distrusted{}{}: {} would accept "
      "it",
      called(seen.store), called(*held.certificate), text::rfc3339(limit.after),
      limit.by.empty() ? "" : " by ", limit.by, readers_text(seen));
  describe(finding, held)
      .with("distrust_after", text::rfc3339(limit.after))
      .with("reason", limit.reason)
      .with("source", limit.source)
      .with("readers", reader_names(seen))
      .fixed_by(
          "what it issued before that day stays good, so first see whether a gateway needs "
          "it: checkoutdiag ca chain names the path; to be rid of it, " +
          how_to_remove(seen.store, *held.entry, *held.certificate, &seen.seen));
}

void run(const StoreCase& seen, Outcome& outcome) {
  const std::map<std::size_t, Limit> here = known_here(seen.seen);
  const std::vector<Held> found =
      held_where(seen, [&](const Held& each) { return limit_of(seen, each, here).has_value(); });
  tell_each(seen, found, "are distrusted for what they issue after a day too", outcome,
            [&](const Held& each) { tell(seen, each, *limit_of(seen, each, here), outcome); });
}

}  // namespace

constinit const Check<StoreCase> distrust_after{
    .rule = {.id = "ca/distrust-after",
             .level = Level::warning,
             .title = "the store trusts a root without the day after which it is distrusted",
             .why = "Browsers distrust some authorities for what they issue after a day, and keep "
                    "what was issued before. Only NSS modules can carry that day; PEM files and "
                    "Java's stores cannot, so their readers accept new certificates too (Java has "
                    "policies of its own for some). The day is compared with the notBefore of a "
                    "gateway's certificate, never with the clock.",
             .fix = "see whether a gateway needs the root, and remove it when none does:\n"
                    "  checkoutdiag ca chain TARGET",
             .references = kReferences},
    .skip = &no_certificates,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
