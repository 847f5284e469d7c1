#include <map>

#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 7468: textual encodings of PKIX structures", "https://www.rfc-editor.org/rfc/rfc7468"},
    {"OpenSSL: X509_STORE_add_cert ignores what is there already",
     "https://docs.openssl.org/3.0/man3/X509_STORE_add_cert/"},
};

std::string_view skip(const StoreCase& seen) {
  if (seen.store.format == trust::Format::hashed_directory)
    return "a hashed directory has several names for one certificate by design";
  return no_certificates(seen);
}

void run(const StoreCase& seen, Outcome& outcome) {
  std::map<std::size_t, std::size_t> count;
  for (const trust::Entry& entry : seen.store.entries)
    ++count[entry.certificate];
  std::size_t repeats = 0;
  const std::vector<Held> found = held_where(seen, [&](const Held& each) {
    std::size_t more = count[each.entry->certificate] - 1;
    repeats += more;
    return more > 0;
  });
  if (found.empty()) return;
  Finding& finding = outcome.fail(
      "{} holds {} more than once: {}; harmless, but a count differs by {} between programs that "
      "count repeats and those that do not",
      called(seen.store), certificates_text(found.size()), listed(names_of(found), kFewNames),
      repeats);
  describe_all(finding, found).with("repeats", static_cast<std::int64_t>(repeats));
}

}  // namespace

constinit const Check<StoreCase> duplicate{
    .rule = {.id = "ca/duplicate",
             .level = Level::note,
             .title = "a certificate is in the store more than once",
             .why = "Repeats cost nothing but time. They tell that bundles were put together by "
                    "hand, and they are why Java and GnuTLS count more certificates in a file than "
                    "OpenSSL and Go do.",
             .fix = "nothing has to be done; make the bundle anew from its sources when it is "
                    "written next",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
