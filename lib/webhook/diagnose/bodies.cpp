#include "lib/webhook/diagnose/search.hpp"

namespace checkoutdiag::webhook {

void try_bodies(Search& search) {
  if (!search.scheme.covers_body || search.given.body.empty()) return;
  if (search.given.body.size() > search.limits.body) return search.reach_limit();
  const Offer offer = [&](Variant&& variant) {
    if (search.proves_with_body(search.verifier, variant.value)) search.prove(words_of(variant));
    return !search.over();
  };
  body_repairs(search.given.body, search.limits.body, offer);
  if (!search.over()) json_forms(search.given.body, offer);
}

}  // namespace checkoutdiag::webhook
