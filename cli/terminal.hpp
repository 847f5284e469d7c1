#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "cli/arguments.hpp"
#include "cli/output/styles.hpp"

// Everything that knows what stdout and stderr are.
namespace checkoutdiag {

/// Writes to stdout. A reader that went away (EPIPE) is its own business; anything else throws
/// Failure(input), because a report that was cut must not look like a report.
void print(std::string_view text);

/// Writes to stderr, as well as it can.
void complain(std::string_view text);

/// An environment variable, or nullptr: getenv, or a test's own.
using Environment = std::function<const char*(const char*)>;

/// --color wins, then FORCE_COLOR, NO_COLOR, CLICOLOR_FORCE, then whether it is a terminal (not
/// "dumb").
bool use_color(ColorChoice choice, bool is_terminal, const Environment& environment);

/// The styles that stdout should get.
output::Styles stdout_styles(ColorChoice choice);

/// COLUMNS, else the terminal's width, else 80; never under 40.
std::size_t stdout_width();

/// One line on stderr that is written over, for people who wait; nothing when stderr is no
/// terminal.
class Progress {
 public:
  explicit Progress(bool wanted);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(std::string_view text);  // at most ten times a second reach the terminal
  void clear();

 private:
  bool active_;
  bool shown_ = false;
  long long last_ms_ = 0;
};

}  // namespace checkoutdiag
