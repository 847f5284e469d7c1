#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "lib/charge/drill.hpp"
#include "lib/process/child.hpp"

namespace checkoutdiag::charge {

/// What a client is told of the sandbox that it is run against.
struct Told {
  std::string url, host, ca_file, key, order, scenario;  // ca_file empty: no TLS
  std::uint16_t port = 0;
};

/// The plan's command for that sandbox: its words with what they name in braces, and our own
/// environment with the variables. The variables of proxies are taken out: what a client sends to
/// 127.0.0.1 must not leave the machine by one, and would never arrive.
process::ChildPlan invocation(const DrillPlan& plan, const Told& told);

/// Throws Failure(input) when the command is not there or cannot be executed; Failure(usage) when
/// there is none.
void require_command(const DrillPlan& plan);

/// The command in one line for people, without secrets.
std::string shown_command(const std::vector<std::string>& words);

}  // namespace checkoutdiag::charge
