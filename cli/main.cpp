#include <csignal>
#include <exception>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/interrupt.hpp"
#include "cli/output/output.hpp"
#include "cli/terminal.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/pan.hpp"

using namespace checkoutdiag;

namespace {

// Nothing was judged: says why, as JSON where JSON was asked for. Returns the exit code.
int tell(const std::vector<std::string>& words, const std::string& what, const std::string& how) {
  constexpr std::size_t kLongest = 4096;
  // A card number may have been given for a file, or a word of a command.
  const std::string message = text::without_pans(what), hint = text::without_pans(how);
  if (wants_json(words)) {
    print(output::error_json(text::printable(message, kLongest), text::printable(hint, kLongest)));
    return 2;
  }
  complain("checkoutdiag: " + text::printable(message, kLongest) + "\n");
  if (!hint.empty()) complain("hint: " + text::printable(hint, kLongest) + "\n");
  return 2;
}

constexpr const char* kReport =
    "this is a fault of checkoutdiag: please report it with the command line";

int tell_failure(const std::vector<std::string>& words) {
  try {
    throw;
  } catch (const Failure& failure) {
    bool ours = failure.kind == Failure::Kind::internal && failure.hint.empty();
    return tell(words, failure.what(), ours ? kReport : failure.hint);
  } catch (const std::exception& error) {
    return tell(words, error.what(), kReport);
  }
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that goes away is told by EPIPE, where it can be understood.
  std::signal(SIGPIPE, SIG_IGN);
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  try {
    try {
      install_interrupt_handlers();
      return parse_arguments(words).run();
    } catch (...) {
      return tell_failure(words);
    }
  } catch (const std::exception& error) {  // stdout is gone, so no JSON can be told
    complain(std::string("checkoutdiag: ") + error.what() + "\n");
    return 2;
  }
}
