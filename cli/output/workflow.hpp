#pragma once
#include <string>
#include <string_view>

// Build servers read commands out of a job's output; what a peer said must not become one.
namespace checkoutdiag::output {

/// For the text of a GitHub workflow command.
std::string command_data(std::string_view text);

/// For a property of one: "," and ":" end it.
std::string command_property(std::string_view text);

/// Breaks what a build server would take for a command in a person's text: "::name::" at the
/// beginning of a line and "##[name]", "##vso[name]" anywhere.
std::string tame(std::string_view text);

}  // namespace checkoutdiag::output
