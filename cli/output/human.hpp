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

/// Many subjects by what is wrong with them: each rule once, with what it is about (a certificate)
/// and how many subjects have it; the fixes of the first. What stayed open follows.
std::string by_rule_text(const std::vector<Section>& all, const ByRule& by_rule,
                         const HumanOptions& options);

/// One line for each finding that fails the run and each open question; for --quiet.
std::string quiet_text(const std::vector<Section>& all, const HumanOptions& options);

/// The causes of what was found, the likeliest first, each with its signs and its fix.
std::string diagnosis_text(const Diagnosis& diagnosis, const HumanOptions& options);

/// What a finding says, and where in a file it saw it: "… (orders.har:12)", "… (line 12)" when the
/// subject is that file.
std::string message_of(const Finding& finding, const Section& section);

/// Text from elsewhere on one line, safe for a terminal.
std::string safe(std::string_view text);

/// `text` between a style and the end of it; nothing around nothing.
std::string styled(std::string_view text, std::string_view style, const Styles& styles);

inline constexpr std::size_t kMark = 10;  // column of the rule, after " WARNING  "
inline constexpr std::size_t kLabel = 6;  // "why", "fix", "until" and what parts them from the text

/// " ERROR    " in its colour.
std::string mark(std::string_view word, std::string_view style, const Styles& styles);

/// The rule and its messages: side by side where all fit, else below each other.
std::string headline(std::string_view rule, const std::vector<std::string>& messages,
                     std::size_t column, const HumanOptions& options);

/// Rules that could not be decided; those for the same reason are told together, with where it was
/// when `what` says what their subjects are.
std::string open_text(const std::vector<const Outcome*>& outcomes, std::size_t column,
                      const HumanOptions& options, std::string_view what = {});

/// "a" of one name, "3 stores: a, b and 1 more" of several that stand once each.
std::string places_text(const std::vector<std::string>& subjects, std::string_view what);

/// A skipped rule a line, or one line for many that were skipped for one reason.
std::string skipped_text(const Section& section, std::size_t column, const HumanOptions& options);

/// What was seen of a subject: labels, and values wrapped beside them, or below where a value's
/// words need more room.
std::string details_text(const Subject& subject, const HumanOptions& options);

/// A label and lines wrapped beside it: "        why   …". Commands stay whole.
std::string labelled(std::string_view label, std::string_view text, std::size_t indent,
                     std::size_t label_width, const HumanOptions& options);

}  // namespace checkoutdiag::output
