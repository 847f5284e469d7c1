#include "lib/charge/replay/pause.hpp"

#include <poll.h>

#include <algorithm>

namespace checkoutdiag::charge {

using std::chrono::milliseconds;

bool interrupted(int interrupt) {
  pollfd watched{interrupt, POLLIN, 0};
  return interrupt >= 0 && poll(&watched, 1, 0) > 0;
}

bool pause(milliseconds wait, int interrupt) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point end = Clock::now() + wait;
  for (;;) {
    if (interrupted(interrupt)) return false;
    const auto left = std::chrono::ceil<milliseconds>(end - Clock::now());
    if (left <= milliseconds(0)) return true;
    // poll() ignores a descriptor that is negative, and an hour at a time fits its int.
    pollfd watched{interrupt, POLLIN, 0};
    poll(&watched, 1, static_cast<int>(std::min<milliseconds::rep>(left.count(), 3'600'000)));
  }
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace checkoutdiag::charge
