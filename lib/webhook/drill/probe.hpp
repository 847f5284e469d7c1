#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "lib/webhook/drill/event.hpp"

namespace checkoutdiag::webhook {

/// How the effects of deliveries are counted.
struct Probe {
  enum class Kind { none, url, command, sqlite } kind = Kind::none;
  std::string where;    // a URL, a shell command, a file; {id} and {order} are replaced
  std::string pointer;  // url: JSON Pointer of the number; empty: the whole answer
  std::string sql;      // sqlite: a query of one number; {id} and {order} are replaced
  std::string ca_file;
  http::Headers headers;  // url
};

struct ProbeCount {
  std::optional<std::int64_t> count;  // nothing: see problem
  std::string problem;                // a clause, safe to print
};

/// Asks once.
ProbeCount ask(const Probe& probe, const EventValues& values, int interrupt);

/// Runs a shell command, `values` in its environment, and what it prints is returned; throws
/// Failure(input), which calls it `what`, when it fails.
std::string run_hook(const std::string& command, const char* what, const EventValues& values,
                     std::string_view trial, std::chrono::milliseconds most, int interrupt);

}  // namespace checkoutdiag::webhook
