#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace checkoutdiag::charge {

/// A file that is only ever appended to, locked against every other run while it is open.
/// Everything throws Failure(input) when the system refuses it.
class JournalFile {
 public:
  enum class Mode {
    create,  // Failure(usage) when it is there
    resume,  // Failure(usage) when it is not
    read,    // the same, and not locked
  };
  JournalFile(const std::string& path, Mode mode);
  ~JournalFile();
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;

  /// All of it.
  std::string text() const;

  /// Drops what is behind that many bytes.
  void cut(std::size_t bytes);

  /// Written at the end and on disk when it returns.
  void append(std::string_view line);

 private:
  [[noreturn]] void fail(const char* what) const;
  void check_kind() const;
  void lock() const;
  void sync_directory() const;

  std::string path_;
  int descriptor_ = -1;
  bool broken_ = false;  // a line is there in part: nothing can be appended any more
};

}  // namespace checkoutdiag::charge
