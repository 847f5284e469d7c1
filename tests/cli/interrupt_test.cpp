#include "cli/interrupt.hpp"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace checkoutdiag {
namespace {

// Runs in a child, because a signal that came stays come. Returns what the child exits with.
template <class Body>
int in_child(Body body) {
  pid_t child = ::fork();
  if (child == 0) _exit(body());
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  return WEXITSTATUS(status);
}

bool readable() {
  pollfd waiting{interrupt_descriptor(), POLLIN, 0};
  return ::poll(&waiting, 1, 0) == 1;
}

TEST_CASE("the first signal is told to whoever polls, and ends nothing") {
  CHECK(in_child([] {
          install_interrupt_handlers();
          if (interrupted_by() != 0 || readable()) return 1;
          std::raise(SIGTERM);
          return interrupted_by() == SIGTERM && readable() ? 0 : 2;
        }) == 0);
}

TEST_CASE("the second signal ends the program with its own code") {
  CHECK(in_child([] {
          install_interrupt_handlers();
          std::raise(SIGTERM);
          std::raise(SIGINT);
          return 1;
        }) == 128 + SIGINT);
}

TEST_CASE("a signal that the shell has switched off stays off") {
  CHECK(in_child([] {
          std::signal(SIGINT, SIG_IGN);
          install_interrupt_handlers();
          std::raise(SIGINT);
          return interrupted_by();
        }) == 0);
}

}  // namespace
}  // namespace checkoutdiag
