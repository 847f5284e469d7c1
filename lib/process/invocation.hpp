#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// How a program of the user's is called: its words, its environment, and whether it is there.
namespace checkoutdiag::process {

using Variables = std::map<std::string, std::string>;

/// Our own variables, less those that name a proxy.
Variables own_variables();

/// "NAME=value" each, as ChildPlan has them.
std::vector<std::string> entries_of(const Variables& variables);

/// A word with "{name}" replaced by its value, in one pass, so that nothing that is put in is read
/// again. `values` has the names with their braces.
std::string filled(std::string_view word,
                   std::span<const std::pair<std::string_view, std::string>> values);

/// Throws Failure(input) unless there is such a program; `what` is what it is ("client").
void require_program(const std::string& name, std::string_view what);

/// A command line for people: redacted, safe to print, at most some 400 characters.
std::string shown_command(const std::vector<std::string>& words);

}  // namespace checkoutdiag::process
