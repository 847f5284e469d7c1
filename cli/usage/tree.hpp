#pragma once
#include "cli/arguments.hpp"
#include "cli/usage/command.hpp"

namespace checkoutdiag::usage {

/// Every command, bound to the options that it fills. `options` must outlive the tree.
Command command_tree(Options& options);

/// The options that every reporting command shares.
void add_common_options(Command& command, CommonOptions& options);

/// Refuses what contradicts itself among them.
void check_common_options(const CommonOptions& options);

Command tls_probe_command(Options& options);
Command tls_client_command(Options& options);
Command tls_diff_command(Options& options);
Command doctor_command(Options& options);

/// `ca` with the commands below it.
Command ca_commands(Options& options);

/// `webhook` with the commands below it.
Command webhook_commands(Options& options);

/// `charge` with the commands below it.
Command charge_commands(Options& options);

Command sandbox_command(Options& options);
Command fields_commands(Options& options);
Command threeds_commands(Options& options);
Command token_commands(Options& options);

/// `gate` with the commands below it, and `report` with those below that.
Command gate_commands(Options& options);
Command report_commands(Options& options);

Command profile_commands(Options& options);

}  // namespace checkoutdiag::usage
