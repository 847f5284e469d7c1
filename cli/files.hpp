#pragma once
#include <string>
#include <string_view>

namespace checkoutdiag {

/// The whole of a file, or of stdin for "-", of at most `limit` bytes. Throws Failure(input) that
/// calls it `what` ("the waivers file") and says why it cannot be read.
std::string read_file(const std::string& path, std::string_view what, std::size_t limit);

/// Writes everything to a descriptor; errno, or 0.
int write_all(int to, std::string_view content);

/// Throws Failure(input) unless a file could be made at `path`: told before hours of work, not
/// after.
void check_writable(const std::string& path, std::string_view what);

/// A file that is there whole or not at all: it has a temporary name in the same directory until
/// commit(). A device or a pipe is written to as it is.
class NewFile {
 public:
  /// Throws Failure(input), as write() and commit() do.
  NewFile(const std::string& path, std::string_view what);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  void write(std::string_view content);
  void commit();

 private:
  [[noreturn]] void fail(int error);

  const std::string path_, what_;
  std::string place_, temporary_;  // temporary_ is empty for a device
  int file_ = -1;
};

/// Writes a file whole or not at all: a temporary name in the same directory, then renamed. A
/// device or a pipe is written to as it is. Throws Failure(input).
void write_file(const std::string& path, std::string_view content, std::string_view what);

}  // namespace checkoutdiag
