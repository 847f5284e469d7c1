#include "checks/ca/digests.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 5280 section 6.1: the anchor's own signature is no part of path validation",
     "https://www.rfc-editor.org/rfc/rfc5280#section-6.1"},
    {"CA/Browser Forum baseline requirements",
     "https://cabforum.org/working-groups/server/baseline-requirements/requirements/"},
};

void run(const StoreCase& seen, Outcome& outcome) {
  const std::vector<Held> found = held_where(seen, [](const Held& each) {
    return has_broken_digest(*each.certificate) && signs_itself(*each.certificate);
  });
  if (found.empty()) return;
  Finding& finding = outcome.fail(
      "{} of {} {} with SHA-1 or older: {}; nothing to mend: an anchor is trusted for being in the "
      "store, not for its own signature",
      certificates_text(found.size()), called(seen.store),
      found.size() == 1 ? "signs itself" : "sign themselves", listed(names_of(found), kFewNames));
  describe_all(finding, found);
}

}  // namespace

constinit const Check<StoreCase> sha1_self_signature{
    .rule = {.id = "ca/sha1-self-signature",
             .level = Level::note,
             .title = "roots whose own signature uses SHA-1 or MD5",
             .why =
                 "No client looks at a root's signature on itself: the root is trusted because "
                 "it is in the store. Reports that call it an error are the classic false alarm; "
                 "it is told here so that nobody has to look for it. Old digests go with old "
                 "roots, of which a current bundle has fewer.",
             .fix = "nothing has to be done; a bundle that is up to date holds fewer old roots",
             .references = kReferences},
    .skip = &no_certificates,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
