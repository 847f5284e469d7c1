#pragma once
#include <memory>
#include <string>

#include "lib/sandbox/state.hpp"

// The sandbox's books on disk: an SQLite file that one sandbox at a time has open.
namespace checkoutdiag::sandbox {

class StateFile {
 public:
  /// Opens the file, or creates it. Throws Failure(input) when it is something else, of another
  /// version, damaged, in use by another sandbox, or cannot be written.
  explicit StateFile(const std::string& file);
  ~StateFile();
  StateFile(const StateFile&) = delete;
  StateFile& operator=(const StateFile&) = delete;

  /// What it has. Throws Failure(input) when that cannot be.
  Books load();

  /// All of them or none, and on disk when it returns. Throws Failure(input) when it cannot be
  /// written, as on a full disk.
  void write(const Changes& changes);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace checkoutdiag::sandbox
