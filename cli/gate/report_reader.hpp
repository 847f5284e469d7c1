#pragma once
#include <string>
#include <vector>

#include "checks/gate/gate.hpp"
#include "checks/report.hpp"

namespace checkoutdiag {

/// A report as it was read again: what formats need, and what a checklist asks of the facts. Its
/// subjects have no details, which are for people alone.
struct ReadReport {
  Report report;
  Status status = Status::pass;
  int exit_code = 0;
  std::vector<gate::Tls13> tls13;  // of what `tls probe` saw, in a gate too
  int shard = 0, shards = 1;       // of a gate: which of how many
};

/// checkoutdiag.report/1, of this version or an older one. Throws Failure(input), "F:3: …", and for
/// checkoutdiag.error/1 one that tells what the error was.
ReadReport read_report(const std::string& text, const std::string& file);

}  // namespace checkoutdiag
