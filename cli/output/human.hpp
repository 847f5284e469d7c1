#pragma once
#include <set>
#include <string>
#include <string_view>

#include "cli/output/output.hpp"
#include "cli/output/sections.hpp"

// The parts of the human text.
namespace checkoutdiag::output {

/// The findings of one section, the worst first, then what stayed open, was waived, and (verbose)
/// skipped. `explained` keeps the rules whose why was printed already, so that a hundred gateways
/// do not repeat it.
std::string findings_text(const Section& section, const HumanOptions& options,
                          std::set<std::string_view>& explained);

/// One line for each finding that fails the run and each open question; for --quiet.
std::string quiet_text(const std::vector<Section>& all, const HumanOptions& options);

/// Text from elsewhere on one line, safe for a terminal.
std::string safe(std::string_view text);

/// A label and lines wrapped beside it: "        why   …". Lines that begin with a space are
/// commands and stay whole.
std::string labelled(std::string_view label, std::string_view text, std::size_t indent,
                     std::size_t label_width, const HumanOptions& options);

}  // namespace checkoutdiag::output
