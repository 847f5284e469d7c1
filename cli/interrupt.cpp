#include "cli/interrupt.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>

namespace checkoutdiag {
namespace {

// A handler has nowhere else to leave its word; both are lock-free, so it may write them.
std::atomic<int> caught{0};
std::atomic<int> descriptor{-1};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void on_signal(int number) {
  if (caught.exchange(number) != 0) _exit(128 + number);
  int saved = errno;
  const std::uint64_t one = 1;
  [[maybe_unused]] ssize_t written = ::write(descriptor.load(), &one, sizeof one);
  errno = saved;
}

}  // namespace

void install_interrupt_handlers() {
  descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  for (int number : {SIGINT, SIGTERM}) {
    struct sigaction before {};
    // A shell starts background jobs with SIGINT ignored; so it stays.
    if (::sigaction(number, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) continue;
    struct sigaction action {};
    action.sa_handler = on_signal;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(number, &action, nullptr);
  }
}

int interrupted_by() {
  return caught.load();
}

int interrupt_descriptor() {
  return descriptor.load();
}

void take_interrupt() {
  std::uint64_t count = 0;
  [[maybe_unused]] ssize_t taken = ::read(descriptor.load(), &count, sizeof count);
  caught = 0;
}

bool wait_readable(int from) {
  pollfd waiting[] = {{from, POLLIN, 0}, {descriptor.load(), POLLIN, 0}};
  while (interrupted_by() == 0)
    if (::poll(waiting, 2, -1) > 0 && waiting[0].revents != 0) return true;
  return false;
}

}  // namespace checkoutdiag
