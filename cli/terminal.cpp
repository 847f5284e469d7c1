#include "cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include "cli/files.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {
namespace {

std::size_t columns_from_environment() {
  const char* value = std::getenv("COLUMNS");
  std::size_t columns = 0;
  if (value) std::from_chars(value, value + std::strlen(value), columns);
  return columns;
}

std::size_t terminal_columns(int descriptor) {
  struct winsize size {};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

void print(std::string_view text) {
  int error = write_all(STDOUT_FILENO, text);
  if (error && error != EPIPE)
    throw Failure(Failure::Kind::input,
                  std::string("cannot write to stdout: ") + std::strerror(error));
}

void complain(std::string_view text) {
  write_all(STDERR_FILENO, text);
}

bool use_color(ColorChoice choice, bool is_terminal, const Environment& environment) {
  if (choice != ColorChoice::automatic) return choice == ColorChoice::always;
  auto is_set = [&](const char* name) {
    const char* value = environment(name);
    return value && *value;
  };
  auto is_on = [&](const char* name) {
    return is_set(name) && std::string_view(environment(name)) != "0";
  };
  if (is_on("FORCE_COLOR")) return true;
  if (is_set("NO_COLOR")) return false;
  if (is_on("CLICOLOR_FORCE")) return true;
  const char* term = environment("TERM");
  return is_terminal && !(term && std::string_view(term) == "dumb");
}

output::Styles stdout_styles(ColorChoice choice) {
  bool color = use_color(choice, ::isatty(STDOUT_FILENO) == 1,
                         [](const char* name) { return std::getenv(name); });
  return color ? output::kColored : output::kPlain;
}

std::size_t stdout_width() {
  constexpr std::size_t kUsual = 80, kLeast = 40, kMost = 1000;
  std::size_t columns = columns_from_environment();
  if (columns == 0) columns = terminal_columns(STDOUT_FILENO);
  if (columns == 0) columns = kUsual;
  return std::clamp(columns, kLeast, kMost);
}

Progress::Progress(bool wanted) : active_(wanted && ::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  clear();
}

void Progress::show(std::string_view text) {
  if (!active_) return;
  using namespace std::chrono;
  long long now = duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
  if (shown_ && now - last_ms_ < 100) return;
  last_ms_ = now;
  shown_ = true;
  std::size_t width = terminal_columns(STDERR_FILENO);
  complain("\r\x1b[K" + text::printable(text, width > 1 ? width - 1 : 79));
}

void Progress::clear() {
  if (active_ && shown_) complain("\r\x1b[K");
  shown_ = false;
}

}  // namespace checkoutdiag
