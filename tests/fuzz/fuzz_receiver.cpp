// What a delivery is stored under and what it does to its order, the stored headers, an order that
// is registered, and the address of a store: all of them are somebody else's text.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "lib/failure.hpp"
#include "lib/receiver/event.hpp"
#include "lib/receiver/orders.hpp"
#include "lib/redis/connection.hpp"
#include "lib/webhook/scheme.hpp"

using namespace checkoutdiag;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

struct Sender {
  webhook::Scheme scheme;
  receiver::OrderRules rules;
};

std::vector<Sender> senders() {
  std::vector<Sender> all;
  for (const char* name : {"stripe", "adyen-notification", "paypal", "square", "shopify", "github"})
    all.push_back({*webhook::find_scheme(name), receiver::order_rules_of(name)});
  return all;
}

void check_event(const std::string& text) {
  static const std::vector<Sender> all = senders();
  for (const auto& [scheme, rules] : all) {
    receiver::Event event;
    event.headers = receiver::read_headers(text.substr(0, 200));
    event.body = text;
    event.key = receiver::key_of(scheme, event.headers, event.body);
    require(!event.key.empty() && event.key.size() <= 300);
    if (rules.order.empty()) continue;
    receiver::read_order(rules, event);
    require(event.order.empty() || receiver::is_order_word(event.order));
    require(event.move.empty() || !event.order.empty());
    const receiver::Moved moved = receiver::moved_by(event.move, "open");
    require(moved.is_done || moved.state == "open");
  }
}

void check_headers(const std::string& text) {
  const http::Headers headers = receiver::read_headers(text);
  const std::string again = receiver::headers_text(headers);
  require(receiver::headers_text(receiver::read_headers(again)) == again);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check_event(text);
  check_headers(text);
  receiver::moved_by(text, "open");
  try {
    if (const auto address = redis::read_address(text))
      require(!address->host.empty() || !address->socket.empty());
  } catch (const Failure&) {
    // A password.
  }
  return 0;
}
