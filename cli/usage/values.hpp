#pragma once
#include <initializer_list>
#include <string>
#include <utility>

#include "checks/check.hpp"
#include "lib/failure.hpp"
#include "lib/text/time.hpp"

// Values of options: each either understood whole or refused with what would be right. `option`
// names it in the message: "--timeout".
namespace checkoutdiag::usage {

/// A refusal of a value, with what would be right.
Failure wrong_value(const std::string& option, const std::string& value, const std::string& wanted);

/// A decimal number between the bounds, whatever the locale.
double number(const std::string& option, const std::string& value, double least, double most);

/// A whole number between the bounds.
int whole(const std::string& option, const std::string& value, int least, int most);

Time moment(const std::string& option, const std::string& value);

/// "FILE" or "FILE:LINE".
Place place(const std::string& option, const std::string& value);

/// One of the named values.
template <class T>
T choice(const std::string& option, const std::string& value,
         std::initializer_list<std::pair<const char*, T>> choices) {
  std::string wanted;
  for (const auto& [word, meaning] : choices) {
    if (value == word) return meaning;
    wanted += (wanted.empty() ? "one of " : ", ") + std::string(word);
  }
  throw wrong_value(option, value, wanted);
}

}  // namespace checkoutdiag::usage
