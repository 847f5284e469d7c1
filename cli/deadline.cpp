#include "cli/deadline.hpp"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cmath>

#include "cli/interrupt.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag {
namespace {

void watch(int by, int descriptor) {
  epoll_event event{};
  event.events = EPOLLIN;
  if (descriptor >= 0) ::epoll_ctl(by, EPOLL_CTL_ADD, descriptor, &event);
}

itimerspec once(double seconds) {
  itimerspec when{};
  const double whole = std::floor(seconds);
  when.it_value.tv_sec = static_cast<time_t>(whole);
  when.it_value.tv_nsec = static_cast<long>((seconds - whole) * 1e9);
  return when;
}

}  // namespace

Deadline::Deadline(double seconds)
    : timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)),
      both_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (timer_ < 0 || both_ < 0)
    throw Failure(Failure::Kind::input, "the system gives no timer: too many files are open",
                  "raise the limit: ulimit -n");
  const itimerspec when = once(seconds);
  if (seconds > 0) ::timerfd_settime(timer_, 0, &when, nullptr);
  // An epoll descriptor can itself be polled: it is readable while one of both is.
  watch(both_, timer_);
  watch(both_, interrupt_descriptor());
}

Deadline::~Deadline() {
  ::close(both_);
  ::close(timer_);
}

bool Deadline::over() const {
  pollfd timer{timer_, POLLIN, 0};
  return ::poll(&timer, 1, 0) > 0;
}

}  // namespace checkoutdiag
