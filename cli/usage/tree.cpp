#include "cli/usage/tree.hpp"

#include "cli/commands.hpp"
#include "cli/usage/values.hpp"

namespace checkoutdiag::usage {
namespace {

Command explain_command(Options& options) {
  ExplainOptions& to = options.explain;
  Command command{
      "explain",
      "Tells what a rule asks for, why, and how to satisfy it; without RULE, lists all rules."};
  command.options.push_back({"--color", "auto|always|never", "colour for people (default: auto)",
                             [&to](const std::string& v) {
                               to.color = choice<ColorChoice>("--color", v,
                                                              {{"auto", ColorChoice::automatic},
                                                               {"always", ColorChoice::always},
                                                               {"never", ColorChoice::never}});
                             }});
  command.positional = {"RULE", "such as tls/leaf-expired",
                        [&to](const std::string& v) { to.rule = v; }};
  command.run = [&to] { return run_explain(to); };
  return command;
}

Command completion_command(Options& options) {
  CompletionOptions& to = options.completion;
  Command command{"completion",
                  "Prints a script that makes a shell complete checkoutdiag's words."};
  command.notes =
      "Use:\n"
      "  bash, in ~/.bashrc:\n"
      "    source <(checkoutdiag completion bash)\n"
      "  zsh, in ~/.zshrc after compinit:\n"
      "    source <(checkoutdiag completion zsh)\n"
      "  fish, once:\n"
      "    checkoutdiag completion fish > ~/.config/fish/completions/checkoutdiag.fish\n";
  command.positional = {"bash|zsh|fish", "the shell", [&to](const std::string& v) { to.shell = v; },
                        false, true};
  command.run = [&to] { return run_completion(to); };
  return command;
}

void add_help(Command& command) {
  // Found before everything else is parsed, so that it works anywhere; here it is for help and
  // completion.
  command.options.push_back({"-h,--help", "", "print this help", [](const std::string&) {}});
  for (Command& below : command.commands)
    add_help(below);
}

}  // namespace

Command command_tree(Options& options) {
  Command tls{"tls", "Questions about TLS gateways."};
  tls.commands.push_back(tls_probe_command(options));
  tls.commands.push_back(tls_client_command(options));
  tls.commands.push_back(tls_diff_command(options));

  Command root{
      "checkoutdiag",
      "Finds out why checkouts fail: what a payment gateway accepts, and what stands in the way."};
  root.notes = "Exit: 0 all held, 1 findings, 2 wrong call, 3 could not be decided.\n";
  root.commands.push_back(std::move(tls));
  root.commands.push_back(doctor_command(options));
  root.commands.push_back(ca_commands(options));
  root.commands.push_back(webhook_commands(options));
  root.commands.push_back(charge_commands(options));
  root.commands.push_back(sandbox_command(options));
  root.commands.push_back(fields_commands(options));
  root.commands.push_back(threeds_commands(options));
  root.commands.push_back(token_commands(options));
  root.commands.push_back(gate_commands(options));
  root.commands.push_back(report_commands(options));
  root.commands.push_back(profile_commands(options));
  root.commands.push_back(explain_command(options));
  root.commands.push_back(completion_command(options));
  root.options.push_back({"--version", "", "print the version", [](const std::string&) {}});
  add_help(root);
  return root;
}

}  // namespace checkoutdiag::usage
