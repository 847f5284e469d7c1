#include "lib/webhook/repair/offers.hpp"
#include "lib/webhook/repair/secret_ways.hpp"
#include "lib/webhook/repair/variant.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::size_t kLongest = 16 * 1024;  // a PEM key of RSA 4096 takes 3.3 KiB
constexpr int kMostWrappings = 6;

// Of several things around a secret, the one that says most of where it comes from: a newline
// ends any file.
int weight(std::string_view id) {
  if (id == "secret.surrounding-whitespace") return 0;
  if (id == "secret.trailing-newline") return 1;
  if (id == "secret.quoted") return 2;
  return 3;
}

// What was wrapped around a secret, from the outside to where it is now.
struct Unwrapped {
  std::string_view id, fix;
  std::string predicates, repairs;

  void add(const SecretWay& way) {
    predicates += (predicates.empty() ? "" : " and ") + way.predicate;
    repairs += (repairs.empty() ? "" : " and ") + way.repaired;
    if (!id.empty() && weight(id) >= weight(way.id)) return;
    id = way.id;
    fix = way.fix;
  }
};

Variant variant_of(const Unwrapped& around, SecretWay way) {
  Unwrapped all = around;
  all.add(way);
  return {.id = all.id,
          .happened = "the secret " + all.predicates,
          .repaired = std::move(all.repairs),
          .fix = std::string(all.fix),
          .value = std::move(way.value),
          .common = way.common};
}

bool give(Offers& offers, Variant&& variant) {
  if (!variant.value.empty()) offers.give(std::move(variant));
  return offers.open();
}

// The whole of what can be told of one text, wrapped in nothing that is known.
bool offer_inside(const Scheme& scheme, std::string_view secret, const Unwrapped& around,
                  Offers& offers) {
  for (SecretWay& way : other_codings(scheme, secret)) {
    std::optional<SecretWay> wrapped = outermost_wrapping(way.value);
    Unwrapped decoded = around;
    decoded.add(way);
    const std::string_view id = way.id;
    way.common = id == "secret.base64-encoded";
    if (!give(offers, variant_of(around, std::move(way)))) return false;
    // What was encoded may have had a newline or quotes itself; its cause is the encoding.
    if (!wrapped) continue;
    wrapped->id = id;
    wrapped->common = id == "secret.base64-encoded";
    if (!give(offers, variant_of(decoded, std::move(*wrapped)))) return false;
  }
  for (auto* ways : {&other_spellings, &look_alikes})
    for (SecretWay& way : ways(scheme, secret))
      if (!give(offers, variant_of(around, std::move(way)))) return false;
  return true;
}

}  // namespace

void secret_repairs(const Scheme& scheme, std::string_view secret, const Offer& offer) {
  if (secret.empty() || secret.size() > kLongest) return;
  if (scheme.secret.form == KeyForm::certificate) return;
  Offers offers(secret, kLongest * 2, offer);
  Unwrapped around;
  std::string inside(secret);
  for (int i = 0; i < kMostWrappings; ++i) {
    std::optional<SecretWay> way = outermost_wrapping(inside);
    if (!way) break;
    const Unwrapped before = around;
    around.add(*way);
    inside = way->value;
    if (!give(offers, variant_of(before, std::move(*way)))) break;
  }
  if (!offers.open() || !offer_inside(scheme, inside, around, offers)) return;
  if (inside != secret) offer_inside(scheme, secret, {}, offers);
}

}  // namespace checkoutdiag::webhook
