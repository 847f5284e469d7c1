#pragma once
#include <string>
#include <string_view>
#include <vector>

// What codes of 3-D Secure mean: lib/data/threeds/meanings.json.
namespace checkoutdiag::threeds {

struct Meaning {
  std::string code, means;
  std::string server, page;  // what the back end, and the page, must do; may be empty
  std::string shift, retry;  // of liability; whether another attempt helps
  std::string network;       // of an ECI: "visa" stands for all that share its values
};

/// The fields whose codes are known: "transStatus", "eci", …
std::vector<std::string> explained_fields();

/// By the field's name in any case; empty: none are known.
std::vector<Meaning> meanings_of(std::string_view field);

/// What a code means; null: not known. `network`: of an ECI "visa" or "mastercard", a brand's id.
const Meaning* meaning_of(std::string_view field, std::string_view code,
                          std::string_view network = {});

/// "visa" or "mastercard", whose ECI values a brand has ("american-express"); empty: not known.
std::string eci_family(std::string_view brand);

}  // namespace checkoutdiag::threeds
