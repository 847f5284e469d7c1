#pragma once
#include <sys/types.h>

#include <chrono>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lib/process/tail.hpp"

namespace checkoutdiag::process {

/// A descriptor that is closed in the end.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  int get() const { return number_; }

 private:
  int number_ = -1;
};

struct ChildPlan {
  std::string file;                      // that is executed
  std::vector<std::string> words;        // with the name that it is called by
  std::vector<std::string> environment;  // "NAME=value"
  bool leaves_others = false;            // what it started lives on when it ends by itself
};

/// How a child ended.
struct ChildEnd {
  std::optional<int> exit;  // nothing: it died by a signal
  int signal = 0;
  bool over_time = false;  // we ended it: its time was over
  bool stopped = false;    // we ended it: a descriptor became readable
};

/// A program in a session and process group of its own, with nothing to read and its output kept.
/// Whatever of its group is left dies with it, unless ChildPlan::leaves_others; only what has made
/// a session of its own lives on.
class Child {
 public:
  /// Starts it; problem() tells why it could not.
  explicit Child(const ChildPlan& plan);
  /// Kills it if it still runs.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Why it was not started, a clause; empty: it was.
  const std::string& problem() const { return problem_; }

  /// Sends a signal to the whole group, from any thread; false when it has ended already.
  bool send(int signal);

  /// Waits until it ended. When it takes longer, or one of `stops` becomes readable, it is asked to
  /// end (SIGTERM), and after two seconds made to (SIGKILL).
  ChildEnd wait(std::chrono::milliseconds most, std::span<const int> stops);

  /// What it printed, as Tail::told(); after wait().
  std::string output() const { return tail_.told(); }

 private:
  bool has_ended() const;
  void watch(std::span<const int> stops, std::chrono::milliseconds most, bool& stop);
  void read_output();
  ChildEnd reap(bool with_others);

  pid_t pid_ = -1;  // of the group, too
  const bool leaves_others_;
  Descriptor output_, handle_;
  Tail tail_;
  std::string problem_;
  std::mutex reaping_;  // its number may be another's as soon as it was reaped
};

}  // namespace checkoutdiag::process
