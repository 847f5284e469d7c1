#include <algorithm>

#include "checks/tls/commands.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 8305: happy eyeballs", "https://www.rfc-editor.org/rfc/rfc8305"},
    {"RFC 6724: default address selection", "https://www.rfc-editor.org/rfc/rfc6724"},
};

std::vector<std::string> alive(const TargetFacts& seen) {
  std::vector<std::string> found;
  for (const AddressFacts& each : seen.addresses)
    if (each.reachable == State::accepted) found.push_back(address_text(each));
  return found;
}

// No route (connect_failed) is most often this machine without IPv6, and a proxy speaks for itself:
// tls/reachable says those, and the gateway is not blamed.
std::string_view failure(const AddressFacts& seen) {
  if (seen.reachable != State::unknown || seen.interrupted) return {};
  switch (seen.first_answer.kind) {
    case ReplyKind::connect_refused:
      return "refuses the connection";
    case ReplyKind::connect_timeout:
      return "does not answer";
    case ReplyKind::silence:
      return "takes the connection and stays silent";
    case ReplyKind::closed:
      return "closes the connection without an answer";
    case ReplyKind::reset:
      return "resets the connection";
    default:
      return {};
  }
}

// By way of the first that answers.
std::string way_round(const TargetFacts& seen) {
  auto good =
      std::find_if(seen.addresses.begin(), seen.addresses.end(),
                   [](const AddressFacts& each) { return each.reachable == State::accepted; });
  return curl_by_way_of(seen.endpoint, {good->address.ip, good->address.port, true}, "");
}

void run(const TargetCase& target, Outcome& outcome) {
  std::vector<std::string> others = alive(target.seen);
  for (const AddressFacts& each : target.seen.addresses) {
    std::string_view how = failure(each);
    if (how.empty()) continue;
    outcome
        .fail("{} {} while {} {}", address_text(each), how, listed(others),
              others.size() == 1 ? "answers" : "answer")
        .with("address", address_text(each))
        .with("answering", others)
        .fixed_by(fmt::format("ask the gateway to repair {} or to take it out of its DNS; on your "
                              "side, until then, connect to one that answers:{}",
                              each.address.ip, paste(way_round(target.seen))));
  }
}

}  // namespace

constinit const Check<TargetCase> some_addresses_down{
    .rule = {.id = "tls/some-addresses-down",
             .level = Level::error,
             .title = "an address of the gateway does not answer while others do",
             .why = "A client takes the addresses in the order of its resolver: one dead address "
                    "makes a share of all payments slow or lost, now and then, which is the "
                    "hardest failure to find.",
             .fix = "ask the gateway to repair the dead address or to take it out of its DNS; on "
                    "your side, until then, connect to one that answers:\n"
                    "  curl --connect-to HOST:443:ADDRESS:443 https://HOST/",
             .references = kReferences},
    .skip = [](const TargetCase& target) -> std::string_view {
      if (target.seen.addresses.size() < 2) return "fewer than two addresses were probed";
      if (alive(target.seen).empty()) return "nothing was reached";
      return {};
    },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
