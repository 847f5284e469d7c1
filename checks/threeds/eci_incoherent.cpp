#include "checks/threeds/shown_code.hpp"
#include "checks/threeds/threeds.hpp"
#include "lib/fields/card.hpp"
#include "lib/threeds/meanings.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"Checkout.com: ECI", "https://www.checkout.com/docs/payments/authenticate-payments/3d-secure"},
};

std::string_view skip(const MessageCase& seen) {
  const bool has =
      !seen.message.text("eci").empty() || !seen.message.text("authenticationValue").empty();
  return has ? "" : "it has no ECI";
}

// The scheme whose values count: by the request's card number.
std::string family_of(const Transaction& transaction) {
  const Message* request = transaction.find("AReq");
  if (!request) return {};
  const auto brands = fields::brands_of(request->text("acctNumber"));
  return brands.size() == 1 ? eci_family(brands.front()->id) : std::string();
}

void run(const MessageCase& seen, Outcome& outcome) {
  const std::string eci = seen.message.text("eci"), status = seen.message.text("transStatus");
  const std::string family = family_of(seen.transaction);
  if (eci.empty()) {
    outcome.fail("there is an authenticationValue and no eci").at_level(Level::warning);
    return;
  }
  const bool is_one = meaning_of("eci", eci, family) != nullptr;
  if (!is_one)
    outcome
        .fail("eci is {}, which {}", shown_code(eci),
              family.empty() ? "no scheme has" : family + " does not have")
        .with("eci", shown_code(eci));
  const bool is_none = eci == "00" || eci == "07", is_full = eci == "05" || eci == "02";
  // 07 is a recurring payment at Mastercard.
  if (status == "Y" && is_none && !(eci == "07" && family != "visa"))
    outcome.fail("transStatus is Y, and eci {} says that nobody was authenticated", eci)
        .with("eci", eci);
  const std::string full = family == "mastercard" ? "02" : "05",
                    attempt = family == "mastercard" ? "01" : "06";
  if (!family.empty() && ((status == "Y" && eci == attempt) || (status == "A" && eci == full) ||
                          (status == "Y" && family == "mastercard" && eci == "06")))
    outcome
        .fail("transStatus is {}, and eci {} of {} says another thing: {}", status, eci, family,
              meaning_of("eci", eci, family)->means)
        .with("eci", eci);
  if (status == "N" && is_full)
    outcome.fail("transStatus is N, and eci {} says that the cardholder was authenticated", eci)
        .with("eci", eci);
}

}  // namespace

constinit const Check<MessageCase> eci_incoherent{
    .rule =
        {.id = "threeds/eci-incoherent",
         .level = Level::error,
         .title = "the ECI does not fit the status or the card's scheme",
         .why =
             "The ECI says to the acquirer who bears the loss. Its values mean opposite things by "
             "scheme (06 is an attempt at Visa and an exemption at Mastercard), and one that does "
             "not fit the status loses the shift of liability, or has the authorisation refused.",
         .fix = "send the ECI of the ARes or the RReq as it came, with the authenticationValue of "
                "the same message",
         .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
