#include <algorithm>

#include "lib/fields/schema.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/words.hpp"

namespace checkoutdiag::fields {
namespace {

using Row = text::Words<Meaning>;

constexpr Row kWords[] = {
    {"other", Meaning::other},         {"card-number", Meaning::card_number},
    {"expiry", Meaning::expiry},       {"security-code", Meaning::security_code},
    {"card-name", Meaning::card_name}, {"postal-code", Meaning::postal_code},
    {"country", Meaning::country},     {"amount", Meaning::amount},
    {"currency", Meaning::currency},   {"email", Meaning::email},
    {"phone", Meaning::phone},
};

constexpr Row kAutocomplete[] = {
    {"cc-number", Meaning::card_number},
    {"cc-exp", Meaning::expiry},
    {"cc-csc", Meaning::security_code},
    {"cc-name", Meaning::card_name},
    {"postal-code", Meaning::postal_code},
    {"country", Meaning::country},
    {"transaction-amount", Meaning::amount},
    {"transaction-currency", Meaning::currency},
    {"email", Meaning::email},
};

// What gateways and forms call them; letters and digits alone.
constexpr Row kNames[] = {
    {"cardnumber", Meaning::card_number},
    {"ccnumber", Meaning::card_number},
    {"ccnum", Meaning::card_number},
    {"number", Meaning::card_number},
    {"pan", Meaning::card_number},
    {"acctnumber", Meaning::card_number},
    {"accountnumber", Meaning::card_number},
    {"expiry", Meaning::expiry},
    {"expirydate", Meaning::expiry},
    {"expirationdate", Meaning::expiry},
    {"cardexpirydate", Meaning::expiry},
    {"cardexpiry", Meaning::expiry},
    {"ccexp", Meaning::expiry},
    {"exp", Meaning::expiry},
    {"cvc", Meaning::security_code},
    {"cvc2", Meaning::security_code},
    {"cvv", Meaning::security_code},
    {"cvv2", Meaning::security_code},
    {"cvn", Meaning::security_code},
    {"cid", Meaning::security_code},
    {"csc", Meaning::security_code},
    {"cccsc", Meaning::security_code},
    {"securitycode", Meaning::security_code},
    {"cardholdername", Meaning::card_name},
    {"cardholder", Meaning::card_name},
    {"nameoncard", Meaning::card_name},
    {"cardname", Meaning::card_name},
    {"ccname", Meaning::card_name},
    {"holdername", Meaning::card_name},
    {"holder", Meaning::card_name},
    {"postalcode", Meaning::postal_code},
    {"postcode", Meaning::postal_code},
    {"zip", Meaning::postal_code},
    {"zipcode", Meaning::postal_code},
    {"billaddrpostcode", Meaning::postal_code},
    {"shipaddrpostcode", Meaning::postal_code},
    {"country", Meaning::country},
    {"countrycode", Meaning::country},
    {"billaddrcountry", Meaning::country},
    {"amount", Meaning::amount},
    {"purchaseamount", Meaning::amount},
    {"currency", Meaning::currency},
    {"currencycode", Meaning::currency},
    {"email", Meaning::email},
    {"emailaddress", Meaning::email},
    {"phone", Meaning::phone},
    {"phonenumber", Meaning::phone},
    {"tel", Meaning::phone},
};

}  // namespace

std::string_view word_of(Meaning meaning) {
  return text::word(kWords, meaning);
}

std::optional<Meaning> meaning_of_word(std::string_view word) {
  return text::meaning(kWords, word);
}

Meaning meaning_of_name(std::string_view name) {
  const std::size_t end = name.find_last_of("./[");
  if (end != std::string_view::npos) name.remove_prefix(end + 1);
  std::string plain;
  for (char each : name)
    if (text::is_letter(each) || text::is_digit(each)) plain += each;
  plain = text::lower(plain);
  for (std::string_view before : {"", "billing", "shipping", "customer", "card"}) {
    if (!plain.starts_with(before)) continue;
    if (const auto known = text::meaning(kNames, std::string_view(plain).substr(before.size())))
      return *known;
  }
  return Meaning::other;
}

Meaning meaning_of_autocomplete(std::string_view tokens) {
  while (!tokens.empty()) {
    const std::size_t end = std::min(tokens.find_first_of(" \t\r\n\f"), tokens.size());
    const std::string token = text::lower(tokens.substr(0, end));
    tokens.remove_prefix(std::min(end + 1, tokens.size()));
    if (token == "tel" || token.starts_with("tel-")) return Meaning::phone;
    if (const auto known = text::meaning(kAutocomplete, token)) return *known;
  }
  return Meaning::other;
}

}  // namespace checkoutdiag::fields
