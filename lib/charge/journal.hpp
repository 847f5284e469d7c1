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
  /// false, or the other way round. Holds no secret: the payload and the headers as digests.
  Journal(const std::string& file, const ReplayPlan& plan, bool resume, std::int64_t now_ms);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// The base key that the file has; the plan's, for a new one. Read before the plan's is chosen.
  static std::string base_key_in(const std::string& file);

  /// What the file had when it was opened. An attempt that was sent and has no answer is there with
  /// known == false.
  const std::vector<Attempt>& attempts() const;
  const std::vector<ProofFacts>& finished() const;
  /// The count before a proof, when the file has it.
  const Count* counted(Proof proof) const;

  /// Written and fsynced when they return. `sending` comes before a request's first byte; all of a
  /// barrier in one.
  void counting(Proof proof, const Count& before);
  void sending(const std::vector<Attempt>& attempts);
  void answered(const Attempt& attempt);
  void finish(const ProofFacts& proof);

 private:
  class File;
  std::unique_ptr<File> file_;
};

}  // namespace checkoutdiag::charge
