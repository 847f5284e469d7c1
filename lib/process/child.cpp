#include "lib/process/child.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "lib/process/spawn.hpp"

namespace checkoutdiag::process {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kGrace{2000};
constexpr milliseconds kTick{20};  // between looks where the kernel cannot tell of a child's end
constexpr milliseconds kLong{60'000};
constexpr int kMostPieces = 64;  // more than a pipe holds

milliseconds until(Clock::time_point when) {
  const auto left = std::chrono::ceil<milliseconds>(when - Clock::now());
  return std::clamp(left, milliseconds(0), kLong);
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Child::Child(const ChildPlan& plan) : leaves_others_(plan.leaves_others) {
  Spawned started = spawn(plan);
  problem_ = started.problem;
  if (!problem_.empty()) return;
  pid_ = started.pid;
  output_ = std::move(started.output);
  handle_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
}

Child::~Child() {
  if (!send(SIGKILL)) return;
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
}

bool Child::send(int signal) {
  const std::lock_guard lock(reaping_);
  return pid_ > 0 && ::kill(-pid_, signal) == 0;
}

// WNOWAIT: it stays a zombie, so that its number, which is its group's, cannot become another's
// before the rest of the group is gone.
bool Child::has_ended() const {
  siginfo_t info{};
  const int got = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  return got < 0 ? errno == ECHILD : info.si_pid == pid_;
}

void Child::read_output() {
  std::array<char, 65'536> buffer;
  const ssize_t got = ::read(output_.get(), buffer.data(), buffer.size());
  if (got > 0) tail_.add({buffer.data(), static_cast<std::size_t>(got)});
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) output_ = Descriptor();
}

void Child::watch(std::span<const int> stops, milliseconds most, bool& stop) {
  std::vector<pollfd> waiting = {{handle_.get(), POLLIN, 0}, {output_.get(), POLLIN, 0}};
  for (const int each : stops)
    waiting.push_back({each, POLLIN, 0});
  if (handle_.get() < 0) most = std::min(most, kTick);
  if (::poll(waiting.data(), waiting.size(), static_cast<int>(most.count())) <= 0) return;
  if (waiting[1].revents != 0) read_output();
  stop = std::any_of(waiting.begin() + 2, waiting.end(),
                     [](const pollfd& each) { return each.revents != 0; });
}

ChildEnd Child::wait(milliseconds most, std::span<const int> stops) {
  ChildEnd how;
  Clock::time_point end = Clock::now() + most;
  bool asked = false;
  while (!has_ended()) {
    bool stop = false;
    watch(asked ? std::span<const int>{} : stops, until(end), stop);
    const bool over = Clock::now() >= end;
    if (!over && !stop) continue;
    // It may have ended by itself just then.
    if (has_ended()) break;
    if (!asked) {
      how.stopped = stop;
      how.over_time = !stop;
    }
    send(asked ? SIGKILL : SIGTERM);
    // The latter is not caught: what does not end by it waits for the kernel, and so do we.
    end = Clock::now() + kGrace;
    asked = true;
  }
  const ChildEnd ended = reap(asked || !leaves_others_);
  how.exit = ended.exit;
  how.signal = ended.signal;
  return how;
}

ChildEnd Child::reap(bool with_others) {
  if (with_others) send(SIGKILL);  // what is left of the group
  ChildEnd how;
  int status = 0;
  {
    const std::lock_guard lock(reaping_);
    pid_t got = 0;
    do {
      got = ::waitpid(pid_, &status, 0);
    } while (got < 0 && errno == EINTR);
    if (got == pid_ && WIFEXITED(status)) how.exit = WEXITSTATUS(status);
    if (got == pid_ && WIFSIGNALED(status)) how.signal = WTERMSIG(status);
    pid_ = -1;
  }
  // What is in the pipe by now; one who left the group may hold it open for as long as it likes.
  for (int pieces = 0; pieces < kMostPieces && output_.get() >= 0; ++pieces) {
    pollfd ready{output_.get(), POLLIN, 0};
    if (::poll(&ready, 1, 0) <= 0) break;
    read_output();
  }
  output_ = Descriptor();
  return how;
}

}  // namespace checkoutdiag::process
