#pragma once
#include <functional>
#include <string_view>
#include <vector>

#include "lib/webhook/repair/json_numbers.hpp"
#include "lib/webhook/repair/json_writer.hpp"

namespace checkoutdiag::webhook {

struct NumberPlace {
  std::size_t token = 0;
  std::string_view name;  // of the member that it is in, as written; "" where there is none
};

using WantedNumber = std::function<bool(const NumberPlace&)>;

/// Every number with its member's name: an amount is written otherwise than an id.
std::vector<NumberPlace> number_places(const Tokens& tokens);

/// The tokens with the wanted numbers in that form.
Tokens with_numbers(const Tokens& tokens, const std::vector<NumberPlace>& places,
                    const NumberForm& form, const WantedNumber& wanted, Arena& arena);

/// Which names' numbers may have been in that form while the others were not: every set of names
/// when there are few, else each alone, else those alone that have decimals somewhere. The set of
/// all is not among them.
std::vector<std::vector<std::string_view>> name_sets(const Tokens& tokens,
                                                     const std::vector<NumberPlace>& places,
                                                     const NumberForm& form);

}  // namespace checkoutdiag::webhook
