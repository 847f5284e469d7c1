#include "lib/webhook/repair/offers.hpp"

#include <functional>
#include <utility>

namespace checkoutdiag::webhook {
namespace {

// Of one text altogether, duplicates too: they are not seen by whoever could say that it is enough.
constexpr std::size_t kMostMade = std::size_t{1} << 30;

std::size_t hash_of(std::string_view text) {
  return std::hash<std::string_view>{}(text);
}

}  // namespace

Offers::Offers(std::string_view given, std::size_t limit, const Offer& offer)
    : offer_(offer), limit_(limit), known_{hash_of(given)} {}

void Offers::give(const Damage& damage, std::string value) {
  if (!open_) return;
  give({.id = damage.id,
        .happened = std::string(damage.happened),
        .repaired = std::string(damage.repaired),
        .fix = std::string(damage.fix),
        .value = std::move(value),
        .common = damage.common});
}

void Offers::give(Variant&& variant) {
  if (!open_ || variant.value.size() > limit_) return;
  made_ += variant.value.size();
  if (made_ > kMostMade) open_ = false;
  if (!open_ || !known_.insert(hash_of(variant.value)).second) return;
  open_ = offer_(std::move(variant));
}

}  // namespace checkoutdiag::webhook
