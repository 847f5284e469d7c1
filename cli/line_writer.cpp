#include "cli/line_writer.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "cli/terminal.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag {
namespace {

constexpr std::size_t kMostLines = 10'000;
constexpr std::chrono::milliseconds kFarewell{500};

}  // namespace

struct LineWriter::State {
  std::function<std::string(std::size_t)> left_out;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::string> lines;
  std::size_t dropped = 0;
  bool is_over = false, is_writing = false;

  // What is to be written next; empty: nothing any more.
  std::string take() {
    std::unique_lock lock(mutex);
    is_writing = false;
    changed.notify_all();
    changed.wait(lock, [this] { return is_over || !lines.empty() || dropped > 0; });
    std::string text;
    for (std::string& each : std::exchange(lines, {}))
      text += each + "\n";
    if (dropped > 0) text += left_out(std::exchange(dropped, 0)) + "\n";
    is_writing = !text.empty();
    return text;
  }

  void work() {
    for (std::string text = take(); !text.empty(); text = take()) {
      try {
        print(text);
      } catch (const Failure&) {
        // Nobody reads any more.
      }
    }
  }
};

LineWriter::LineWriter(std::function<std::string(std::size_t)> left_out)
    : state_(std::make_shared<State>()) {
  state_->left_out = std::move(left_out);
  std::thread([state = state_] { state->work(); }).detach();
}

LineWriter::~LineWriter() {
  std::unique_lock lock(state_->mutex);
  state_->changed.wait_for(lock, kFarewell,
                           [this] { return state_->lines.empty() && !state_->is_writing; });
  // The thread may stay where it is: what it would call is gone by then.
  state_->lines.clear();
  state_->dropped = 0;
  state_->is_over = true;
  state_->changed.notify_all();
}

void LineWriter::write(std::string line) {
  const std::lock_guard lock(state_->mutex);
  if (state_->lines.size() >= kMostLines)
    ++state_->dropped;
  else
    state_->lines.push_back(std::move(line));
  state_->changed.notify_all();
}

}  // namespace checkoutdiag
