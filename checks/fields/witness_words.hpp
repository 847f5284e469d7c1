#pragma once
#include <string>
#include <vector>

#include "checks/fields/fields.hpp"

namespace checkoutdiag::fields {

/// A value as a message has it: in quotes, escaped, its middle left out where it is long, and a
/// card number masked; "the empty value".
std::string shown(const std::string& value);

/// "; also with a hyphen: '1-1', with a line break: '1\n'": at most a few.
std::string also(const std::vector<regex::Witness>& kinds);

/// "format email is not compared": of rules that no language has.
std::string not_read(const std::vector<std::string>& rules);

}  // namespace checkoutdiag::fields
