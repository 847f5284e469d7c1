#pragma once
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace checkoutdiag::charge {

/// The file that a recording is appended to, a line of NDJSON for each exchange; for its owner
/// alone where it is new. For any number of threads.
class Book {
 public:
  /// `file` empty: no file. `trouble` is called with a sentence when a line cannot be written,
  /// once. Throws Failure(input) when the file cannot be written.
  Book(const std::string& file, std::function<void(const std::string&)> trouble);
  ~Book();
  Book(const Book&) = delete;
  Book& operator=(const Book&) = delete;

  bool is_open() const { return to_ >= 0; }

  /// Appends a line whole or not at all. Its number in the file, from 1; 0 when it is not there.
  int write(std::string line);

 private:
  bool append(std::string_view line);

  const std::string file_;
  const std::function<void(const std::string&)> trouble_;
  int to_ = -1;
  std::mutex mutex_;
  int lines_ = 0;
  bool complained_ = false;
};

}  // namespace checkoutdiag::charge
