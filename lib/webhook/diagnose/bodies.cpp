#include "lib/webhook/diagnose/search.hpp"

namespace checkoutdiag::webhook {

void try_bodies(Search& search) {
  if (!search.scheme.covers_body || search.given.body.empty()) return;
  if (search.given.body.size() > search.limits.body) return search.reach_limit();
  // The first is the least that explains it: what is signed is the same whichever way it is found.
  bool proven = false;
  const Offer offer = [&](Variant&& variant) {
    proven = search.proves_with_body(search.verifier, variant.value);
    if (proven) search.prove(words_of(variant));
    return !proven && !search.over();
  };
  body_repairs(search.given.body, search.limits.body, offer);
  if (proven || search.over()) return;
  json_forms(search.given.body, offer);
  // Of a large body not every form is made (json_forms): what was not tried is not ruled out.
  constexpr std::size_t kWhole = 2 * 1024 * 1024;
  if (!proven && search.given.body.size() > kWhole) search.reach_limit();
}

}  // namespace checkoutdiag::webhook
