#pragma once
#include <functional>
#include <string_view>

#include "lib/http/server.hpp"
#include "lib/receiver/store.hpp"

namespace checkoutdiag::receiver {

/// Where the application registers its orders.
inline constexpr std::string_view kOrders = "/orders";

/// POST /orders {"order": NAME, "state": WORD} registers one, and GET /orders/NAME tells its state.
/// `applied` is called when events that had waited can be passed on.
http::Reply answer_order(const http::Request& request, Store& store,
                         const std::function<void()>& applied);

}  // namespace checkoutdiag::receiver
