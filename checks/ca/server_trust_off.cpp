#include <map>

#include "checks/ca/remedies.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Mozilla: included certificates and their trust bits",
     "https://wiki.mozilla.org/CA/Included_Certificates"},
    {"curl issue 15547: trust bits and dates in extracted bundles",
     "https://github.com/curl/curl/issues/15547"},
};

bool is_nss(const Store& store) {
  return store.format == trust::Format::nss_module || store.format == trust::Format::nss_database;
}

bool is_off(const trust::Entry& entry) {
  return entry.server_trusted && !*entry.server_trusted;
}

bool knows_bits(const Inventory& seen) {
  for (const Store& store : seen.stores)
    for (const trust::Entry& entry : store.entries)
      if (is_off(entry)) return true;
  return false;
}

// Certificates that a store which knows the bit calls not for servers, and which store that is.
std::map<std::size_t, const Store*> not_for_servers(const Inventory& seen) {
  std::map<std::size_t, const Store*> off;
  for (const Store& store : seen.stores)
    for (const trust::Entry& entry : store.entries)
      if (is_off(entry)) off.try_emplace(entry.certificate, &store);
  return off;
}

std::string_view skip(const StoreCase& seen) {
  if (is_nss(seen.store)) return "NSS applies the server bit that this store carries";
  if (!knows_bits(seen.seen)) return "no store of this machine says what is not for servers";
  return no_certificates(seen);
}

void run(const StoreCase& seen, Outcome& outcome) {
  const std::map<std::size_t, const Store*> off = not_for_servers(seen.seen);
  const std::vector<Held> found = held_where(seen, [&](const Held& each) {
    return !each.entry->server_trusted && off.contains(each.entry->certificate);
  });
  if (found.empty()) return;
  const Store& says = *off.at(found.front().entry->certificate);
  Finding& finding = outcome.fail(
      "{} trusts {} for servers that {} says are not for servers: {}; {} gateways below them",
      called(seen.store), certificates_text(found.size()), called(says),
      listed(names_of(found), kFewNames), readers_that(seen, "accepts", "accept"));
  describe_all(finding, found)
      .with("said_by", says.path)
      .with("readers", reader_names(seen))
      .fixed_by(how_to_update(seen.store));
}

}  // namespace

constinit const Check<StoreCase> server_trust_off{
    .rule = {.id = "ca/server-trust-off",
             .level = Level::warning,
             .title = "the store lost the word that a root is not for servers",
             .why =
                 "Mozilla trusts some roots for e-mail alone, or no longer for websites. That "
                 "word is in NSS's module; a plain PEM file or a Java store has no place for it, "
                 "so a bundle made without looking at it trusts them for payment gateways too.",
             .fix = "take a current bundle, which leaves such roots out:\n"
                    "  sudo apt-get install --only-upgrade ca-certificates",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
