#pragma once
#include <string>
#include <vector>

#include "checks/report.hpp"

// Findings that somebody accepted until a day.
namespace checkoutdiag {

/// A waiver and where it is written.
struct WrittenWaiver {
  Waiver waiver;
  Place place;
};

/// Reads a waivers file: an array, or {"waivers": [...]}. Throws Failure(input) that names the
/// entry and what is wrong with it; `file` names the text.
std::vector<WrittenWaiver> parse_waivers(const std::string& text, const std::string& file);

/// Does a pattern with "*" (anything) and "?" (one character) cover the whole of `text`?
bool matches_glob(std::string_view pattern, std::string_view text);

/// Excuses the findings that a waiver in force covers, and says nothing of the waivers.
void mark_waived(const std::vector<WrittenWaiver>& waivers, Time now, Report& report);

/// Excuses the findings that a waiver in force covers, and adds what is to be said of the waivers
/// themselves (expired, unused) as outcomes on `file`. Of a run that does not look at all of it
/// (`is_whole` is false), a waiver that excuses nothing may be needed by the rest.
void apply_waivers(const std::vector<WrittenWaiver>& waivers, const std::string& file, Time now,
                   bool is_whole, Report& report);

}  // namespace checkoutdiag
