#pragma once
#include <string>
#include <vector>

#include "cli/arguments.hpp"

namespace checkoutdiag {

/// The targets of the command line: `words` in order, with stdin's lines in the place of "-", then
/// the lines of each file in `lists` ("-" again is stdin). One target a line; "#" begins a comment,
/// empty lines do not count. Throws Failure when a file cannot be read, when stdin is named twice,
/// or when there is no target at all.
std::vector<WrittenTarget> read_targets(const std::vector<std::string>& words,
                                        const std::vector<std::string>& lists);

/// The targets in the text of a list; `file` names it in their places.
std::vector<WrittenTarget> targets_in(const std::string& text, const std::string& file);

}  // namespace checkoutdiag
