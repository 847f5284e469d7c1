#include "cli/terminal.hpp"

#include <doctest/doctest.h>

#include <map>

namespace checkoutdiag {
namespace {

bool colored(bool terminal, const std::map<std::string, std::string>& variables,
             ColorChoice choice = ColorChoice::automatic) {
  return use_color(choice, terminal, [&](const char* name) -> const char* {
    auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

TEST_CASE("colour: the option, then FORCE_COLOR, NO_COLOR, CLICOLOR_FORCE, then the terminal") {
  CHECK(colored(true, {}));
  CHECK_FALSE(colored(false, {}));
  CHECK_FALSE(colored(true, {{"TERM", "dumb"}}));
  CHECK_FALSE(colored(true, {{"NO_COLOR", "1"}}));
  CHECK(colored(true, {{"NO_COLOR", ""}}));
  CHECK(colored(false, {{"CLICOLOR_FORCE", "1"}}));
  CHECK_FALSE(colored(false, {{"CLICOLOR_FORCE", "0"}}));
  CHECK_FALSE(colored(true, {{"CLICOLOR_FORCE", "1"}, {"NO_COLOR", "1"}}));
  CHECK(colored(false, {{"FORCE_COLOR", "1"}, {"NO_COLOR", "1"}}));
  CHECK(colored(false, {{"NO_COLOR", "1"}}, ColorChoice::always));
  CHECK_FALSE(colored(true, {{"FORCE_COLOR", "1"}}, ColorChoice::never));
}

}  // namespace
}  // namespace checkoutdiag
