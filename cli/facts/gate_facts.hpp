#pragma once
#include <string>
#include <vector>

#include "cli/gate/run.hpp"

namespace checkoutdiag {

/// A part of a report that was made of several, for the report's data.
struct PartFacts {
  std::string name, command;
  std::vector<std::string> words;  // with which it was run; empty: it was read from a file
  gate::End end = gate::End::ran;
  std::string why;
  std::optional<Time> started;  // nothing: it has no report
  int exit_code = 0;
  std::string data = "null";
  double seconds = 0;
  Summary found;
};

/// {"parts": […]}, with the facts of each.
std::string to_json(const std::vector<PartFacts>& parts, int shard, int shards);

/// "ran", "left_out", "unable", "over_time", "interrupted".
std::string_view name(gate::End end);

}  // namespace checkoutdiag
