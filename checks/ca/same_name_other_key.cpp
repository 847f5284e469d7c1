#include <map>

#include "checks/ca/remedies.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 5280 section 4.2.1.1: authority key identifier, for issuers with several keys",
     "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.1"},
    {"RFC 4158: certification path building", "https://www.rfc-editor.org/rfc/rfc4158"},
};

using Group = std::vector<Held>;  // of one subject, one certificate for each key

std::vector<Group> groups_of(const StoreCase& seen) {
  std::map<std::string_view, Group> by_name;
  std::set<std::pair<std::string_view, std::string_view>> told;
  for (const Held& each : held_by(seen)) {
    const x509::Certificate& certificate = *each.certificate;
    if (certificate.subject.empty() || certificate.spki_sha256.empty()) continue;
    if (told.emplace(certificate.subject, certificate.spki_sha256).second)
      by_name[certificate.subject].push_back(each);
  }
  std::vector<Group> groups;
  for (auto& [name, group] : by_name)
    if (group.size() > 1) groups.push_back(std::move(group));
  return groups;
}

void tell(const StoreCase& seen, const Group& group, Outcome& outcome) {
  const x509::Certificate& first = *group.front().certificate;
  std::vector<std::string> keys;
  for (const Held& each : group)
    keys.push_back(fmt::format("SHA-256 {}, until {}, {}", each.certificate->sha256,
                               text::date(each.certificate->not_after), each.entry->origin));
  outcome
      .fail(
          "{} has {} different keys in {}: a client that tries the wrong one first says that a "
          "signature is bad, or that an issuer is missing",
          called(first), group.size(), called(seen.store))
      .with("subject", first.subject)
      .with("certificates", std::move(keys))
      .with("readers", reader_names(seen));
}

void run(const StoreCase& seen, Outcome& outcome) {
  constexpr std::size_t kMost = 20;
  const std::vector<Group> groups = groups_of(seen);
  std::vector<Held> rest;
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (i < kMost)
      tell(seen, groups[i], outcome);
    else
      rest.push_back(groups[i].front());
  if (rest.empty()) return;
  describe_all(outcome.fail("and {} more names have several keys in {}: {}", rest.size(),
                            called(seen.store), listed(names_of(rest), kFewNames)),
               rest);
}

}  // namespace

constinit const Check<StoreCase> same_name_other_key{
    .rule = {.id = "ca/same-name-other-key",
             .level = Level::warning,
             .title = "two certificates of the store have one name and different keys",
             .why = "Clients look an issuer up by its name. With two keys under one name some try "
                    "both and some only the first, so that a gateway works in one program and "
                    "fails in the next. It happens when an authority replaces its key, and when "
                    "somebody makes a root that bears another's name.",
             .fix =
                 "ask the authority which of the fingerprints in the report is current, and take "
                 "the other out when no gateway needs it",
             .references = kReferences},
    .skip = &no_certificates,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
