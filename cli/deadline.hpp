#pragma once

namespace checkoutdiag {

/// The end of a run that waits in poll loops: a signal, or --deadline.
class Deadline {
 public:
  /// `seconds` from now; 0: a signal alone.
  explicit Deadline(double seconds);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  /// Becomes readable at the end, and stays so.
  int descriptor() const { return both_; }

  /// The time is over; a signal is interrupted_by().
  bool over() const;

 private:
  int timer_ = -1, both_ = -1;
};

}  // namespace checkoutdiag
