#pragma once
#include <string>
#include <string_view>

// The lines of a fix that are to be pasted into a shell.
namespace checkoutdiag {

/// One word of a shell command, in single quotes when it needs them: what a peer or a file said
/// must not become a command in somebody's terminal.
std::string shell_word(std::string_view text);

/// A line to paste, below the prose: a line of its own that two spaces mark (see Finding::fix).
std::string paste(std::string_view line);

}  // namespace checkoutdiag
