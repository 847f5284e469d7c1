#pragma once
#include <memory>
#include <string>
#include <vector>

#include "lib/charge/replay.hpp"

// What a replay did so far, on disk before it happens: a file of JSON lines, only ever appended to.
namespace checkoutdiag::charge {

class Journal {
 public:
  /// Creates the file (which must not be there) for this plan, or opens it to go on with. The file
  /// is locked while it is open. Throws Failure(input) when it is another plan's, older than the
  /// profile's retention (the same key would be a new charge), in use, damaged other than by a last
  /// line that was cut, or cannot be written; Failure(usage) when it is there and `resume` is
  /// false, or the other way round. Holds no secret: the payload and the headers as one digest. A
  /// file whose first line was cut is begun anew: nothing can have been sent yet.
  Journal(const std::string& file, const ReplayPlan& plan, bool resume, std::int64_t now_ms);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// The base key that the file has, which the plan's must be; a random one when the file's first
  /// line was cut, as nothing was sent with any key. Throws as the constructor does when it
  /// resumes.
  static std::string base_key_in(const std::string& file);

  /// Its name when it was opened to go on with; empty for a new one.
  const std::string& resumed_from() const;

  /// What the file had when it was opened. An attempt that was sent and has no answer is there with
  /// known == false and Fate::no_status.
  const std::vector<Attempt>& attempts() const;
  const std::vector<ProofFacts>& finished() const;
  /// The count before a proof, when the file has it.
  const Count* counted(Proof proof) const;

  /// Written and fsynced when they return. `sending` comes before a request's first byte; all of a
  /// barrier in one, and their answers too.
  void counting(Proof proof, const Count& before);
  void sending(const std::vector<Attempt>& attempts);
  void answered(const std::vector<Attempt>& attempts);
  void finish(const ProofFacts& proof);

 private:
  class File;
  std::unique_ptr<File> file_;
};

}  // namespace checkoutdiag::charge
