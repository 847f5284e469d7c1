#include "lib/receiver/store.hpp"

#include "lib/text/escape.hpp"

namespace checkoutdiag::receiver {

std::string_view name(State state) {
  constexpr std::array<std::string_view, kStates.size()> kNames = {"pending", "forwarded", "dead",
                                                                   "parked", "superseded"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string StorePlace::text() const {
  return redis ? redis->text() : text::printable(file, 200);
}

std::unique_ptr<Store> open_store(const StorePlace& place, bool may_create) {
  return place.redis ? open_redis_store(*place.redis, may_create)
                     : open_sqlite_store(place.file, may_create);
}

}  // namespace checkoutdiag::receiver
