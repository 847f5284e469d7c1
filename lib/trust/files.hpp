#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/trust/facts.hpp"

namespace checkoutdiag::trust {

/// The files of one root: this machine's, a process's (/proc/PID/root) or an unpacked image's.
/// Every path is absolute within it, links are followed within it and never out of it, and only
/// regular files are opened (a FIFO or a device is an error, not a wait).
class Files {
 public:
  static constexpr std::size_t kLargest = 64 * 1024 * 1024;  // of a file that is read whole
  static constexpr std::size_t kMostNames = 20'000;          // of one directory

  /// `root` is a directory; "" or "/" is this machine's own.
  explicit Files(std::string root = "/");

  const std::string& root() const { return root_; }
  bool foreign() const { return root_ != "/"; }

  /// The path behind all links, within the root; empty: it is not there, `why` says what is wrong.
  std::string resolve(std::string_view path, std::string* why = nullptr) const;

  /// Where a path of this root is for this process: what may be opened.
  std::string outside(std::string_view real) const;

  /// What stat says, with `error` set when it cannot be read as a regular file or directory.
  FileFacts look(std::string_view path) const;

  bool is_file(std::string_view path) const;
  bool is_directory(std::string_view path) const;

  struct Content {
    FileFacts facts;  // error: why there are no bytes
    std::string bytes;
  };

  /// A regular file whole, of at most `limit` bytes.
  Content read(std::string_view path, std::size_t limit = kLargest) const;

  /// Names in a directory, sorted, without "." and ".."; `error` says why there are none.
  std::vector<std::string> names(std::string_view directory, std::string* error = nullptr) const;

  /// Paths that match, sorted. `*` and `?` match within one component; components are literal
  /// otherwise.
  std::vector<std::string> glob(std::string_view pattern) const;

  /// A file open for reading at places, for programs too large to be read whole.
  class Reader {
   public:
    Reader(Reader&& other) noexcept;
    ~Reader();
    std::uint64_t size() const { return size_; }
    /// Reads up to `length` bytes at `offset` into `to`; fewer at the end or on an error.
    std::size_t read_at(std::uint64_t offset, char* to, std::size_t length) const;

   private:
    friend class Files;
    Reader(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
    int descriptor_;
    std::uint64_t size_;
  };
  std::optional<Reader> open(std::string_view path, std::string* why = nullptr) const;

 private:
  std::string root_;  // "/", or without a slash at its end
};

}  // namespace checkoutdiag::trust
