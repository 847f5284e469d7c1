#pragma once
#include <functional>
#include <memory>
#include <string>

namespace checkoutdiag {

/// Lines for stdout, written by a thread of their own: a reader that stands still stops nobody
/// else. What does not fit is left out, and how many lines that were is said.
class LineWriter {
 public:
  /// `left_out`: the line for that.
  explicit LineWriter(std::function<std::string(std::size_t)> left_out);
  /// Waits a moment for what is left.
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  /// Without its line end. From any thread; never waits for the reader.
  void write(std::string line);

 private:
  struct State;
  const std::shared_ptr<State> state_;  // of the thread, too, which may stay where it is
};

}  // namespace checkoutdiag
