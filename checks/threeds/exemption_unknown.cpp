#include "checks/threeds/shown_code.hpp"
#include "checks/threeds/threeds.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Adyen: exemptions of strong customer authentication",
     "https://docs.adyen.com/online-payments/psd2-sca-compliance-and-implementation-guide/"},
    {"Checkout.com: exemptions",
     "https://www.checkout.com/docs/payments/authenticate-payments/3d-secure"},
};

std::string_view skip(const RequestCase& seen) {
  return seen.exemptions.empty() ? "it asks for no exemption" : "";
}

// Which exemption another gateway means by it, and what this one calls that.
std::string meant_by(const Vocabulary& gateway, const std::string& value) {
  for (const Vocabulary& other : vocabularies())
    for (const auto& [meaning, name] : other.values)
      if (name == value)
        for (const auto& [own, ours] : gateway.values)
          if (own == meaning)
            return "send " + ours + ", which is what " + other.title + " calls " + name;
  std::string all;
  for (const auto& [own, ours] : gateway.values)
    all += (all.empty() ? "" : ", ") + ours;
  return "send one of " + all;
}

// A word of some gateway's is no secret.
std::string shown(const std::string& value) {
  for (const Vocabulary& each : vocabularies())
    for (const auto& [meaning, name] : each.values)
      if (name == value) return value;
  return shown_code(value);
}

void run(const RequestCase& seen, Outcome& outcome) {
  for (const Exemption& each : seen.exemptions) {
    bool is_known = false;
    for (const auto& [meaning, name] : seen.gateway.values)
      is_known = is_known || name == each.value;
    if (is_known) continue;
    outcome
        .fail("{} is '{}', which {} does not have", each.field, shown(each.value),
              seen.gateway.title)
        .with("field", each.field)
        .with("value", shown(each.value))
        .fixed_by(meant_by(seen.gateway, each.value));
  }
}

}  // namespace

constinit const Check<RequestCase> exemption_unknown{
    .rule = {.id = "threeds/exemption-unknown",
             .level = Level::warning,
             .title = "an exemption is asked for by a name that the gateway does not have",
             .why =
                 "Each gateway spells the exemptions in its own way. One that it does not know is "
                 "refused, or dropped without a word: the payment is challenged, though it need "
                 "not be.",
             .fix = "send the name that the gateway has:\n"
                    "  checkoutdiag profile show NAME",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
