#include <map>

#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 4158: certification path building", "https://www.rfc-editor.org/rfc/rfc4158"},
    {"Debian: changes of ca-certificates", "https://tracker.debian.org/pkg/ca-certificates"},
};

// Certificates that share subject and key with another one of the store.
std::vector<Held> twins_of(const StoreCase& seen) {
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> count;
  const std::vector<Held> all = held_by(seen);
  for (const Held& each : all)
    ++count[{each.certificate->subject, each.certificate->spki_sha256}];
  std::vector<Held> twins;
  for (const Held& each : all)
    if (!each.certificate->spki_sha256.empty() &&
        count[{each.certificate->subject, each.certificate->spki_sha256}] > 1)
      twins.push_back(each);
  return twins;
}

std::vector<std::string> different_names(const std::vector<Held>& held) {
  std::vector<std::string> names;
  std::set<std::pair<std::string_view, std::string_view>> told;
  for (const Held& each : held)
    if (told.emplace(each.certificate->subject, each.certificate->spki_sha256).second)
      names.push_back(called(*each.certificate));
  return names;
}

void run(const StoreCase& seen, Outcome& outcome) {
  const std::vector<Held> twins = twins_of(seen);
  if (twins.empty()) return;
  const std::vector<std::string> names = different_names(twins);
  Finding& finding = outcome.fail(
      "{} holds {} in several certificates of one name and key: {}; harmless, and an expired one "
      "beside a current one is how roots are renewed",
      called(seen.store), names.size() == 1 ? "one root" : fmt::format("{} roots", names.size()),
      listed(names, kFewNames));
  describe_all(finding, twins);
}

}  // namespace

constinit const Check<StoreCase> twin{
    .rule = {.id = "ca/twin",
             .level = Level::note,
             .title = "a root is there in two certificates of one name and key",
             .why = "An authority that prolongs a root signs its key again, and stores hold both "
                    "for a while. Paths build through either. It explains why one name is listed "
                    "twice, and why a path may end in the older one when both are sent.",
             .fix = "nothing has to be done; a newer bundle drops the older of the two",
             .references = kReferences},
    .skip = &no_certificates,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
