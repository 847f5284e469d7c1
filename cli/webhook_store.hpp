#pragma once
#include "cli/arguments.hpp"
#include "lib/receiver/store.hpp"

namespace checkoutdiag {

/// What --store names: "sqlite:FILE", or the file alone, or "redis://HOST". Throws Failure(usage).
receiver::StorePlace store_place(const WebhookListenOptions& options);

}  // namespace checkoutdiag
