#pragma once
#include <string>

#include "checks/tls/policy.hpp"
#include "cli/arguments.hpp"
#include "lib/tls/probe.hpp"

// What `tls probe` shares with the commands that probe too.
namespace checkoutdiag {

/// The policy of --policy, a name or a file. Throws Failure that lists the names.
tls::TlsPolicy read_policy(const TlsProbeOptions& options);

/// How to probe. Reads the files and secrets that the options name; throws Failure.
tls::ProbeOptions probe_options(const TlsProbeOptions& options, const CommonOptions& common);

/// The command that asks the same of one target again: what shapes the way there and the trust,
/// without what shapes the report. The fixes append to it. `asks` is its name.
std::string repeat_command(const TlsProbeOptions& options, const net::Endpoint& endpoint,
                           const std::string& asks = "tls probe");

}  // namespace checkoutdiag
