#include <algorithm>
#include <iterator>

#include "checks/tls/aspects.hpp"
#include "checks/tls/commands.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9325 section 3.9: multi-server deployment",
     "https://www.rfc-editor.org/rfc/rfc9325#section-3.9"},
    {"RFC 8305: happy eyeballs", "https://www.rfc-editor.org/rfc/rfc8305"},
};

struct Held {
  std::string address;
  Items items;
};

// What most addresses have, or the first when no value is more common than the others.
const Held& reference(const std::vector<Held>& held) {
  auto count = [&](const Held& each) {
    return std::count_if(held.begin(), held.end(),
                         [&](const Held& other) { return other.items == each.items; });
  };
  return *std::max_element(held.begin(), held.end(),
                           [&](const Held& a, const Held& b) { return count(a) < count(b); });
}

std::vector<std::string> only_in(const Items& here, const Items& there) {
  std::vector<std::string> found;
  std::set_difference(here.begin(), here.end(), there.begin(), there.end(),
                      std::back_inserter(found));
  return found;
}

std::string difference(const Held& each, const Held& usual) {
  std::vector<std::string> added = only_in(each.items, usual.items);
  std::vector<std::string> lacking = only_in(usual.items, each.items);
  if (added.empty()) return fmt::format("{} lacks {}", each.address, listed(lacking));
  if (lacking.empty()) return fmt::format("{} has {} besides", each.address, listed(added));
  return fmt::format("{} has {} instead of {}", each.address, listed(added), listed(lacking));
}

void compare(const TargetFacts& seen, const Aspect& aspect, Outcome& outcome) {
  std::vector<Held> held;
  for (const AddressFacts& each : seen.addresses)
    if (each.reachable == State::accepted)
      if (std::optional<Items> items = aspect.items(each))
        held.push_back({address_text(each), *std::move(items)});
  if (held.empty()) return;
  const Held& usual = reference(held);
  std::vector<std::string> different, all;
  std::string odd;  // the first that differs
  for (const Held& each : held) {
    std::vector<std::string> items(each.items.begin(), each.items.end());
    all.push_back(each.address + ": " + listed(items, items.size()));
    if (each.items == usual.items) continue;
    different.push_back(difference(each, usual));
    if (odd.empty()) odd = each.address;
  }
  if (!different.empty())
    outcome.fail("{} differ from those of {}: {}", aspect.name, usual.address, listed(different))
        .with("aspect", aspect.name)
        .with("addresses", all)
        .fixed_by("ask the gateway to bring its addresses in line; to see " + odd + " alone:" +
                  paste("checkoutdiag tls probe " + shell_word(net::to_string(seen.endpoint)) +
                        " --connect " + shell_word(odd)));
}

void run(const TargetCase& target, Outcome& outcome) {
  for (const Aspect& aspect : aspects())
    compare(target.seen, aspect, outcome);
}

}  // namespace

constinit const Check<TargetCase> addresses_differ{
    .rule = {.id = "tls/addresses-differ",
             .level = Level::warning,
             .title = "the addresses of the gateway are not alike",
             .why = "A client lands on one address or the other: what works in one call fails in "
                    "the next. Half a roll-out, a forgotten node, or a middlebox on one path.",
             .fix = "ask the gateway to bring its addresses in line; to see one alone:\n"
                    "  checkoutdiag tls probe HOST --connect ADDRESS:443",
             .references = kReferences},
    .skip = [](const TargetCase& target) -> std::string_view {
      auto alive =
          std::count_if(target.seen.addresses.begin(), target.seen.addresses.end(),
                        [](const AddressFacts& each) { return each.reachable == State::accepted; });
      if (alive < 2) return "fewer than two addresses answered";
      return {};
    },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
