#include "cli/commands.hpp"
#include "cli/usage/rows.hpp"
#include "cli/usage/tree.hpp"
#include "cli/usage/values.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::usage {
namespace {

using Kind = Failure::Kind;

constexpr const char* kExit =
    "Exit: 0 all held, 1 findings, 2 wrong call, 3 could not be decided.\n";

constexpr int kMostDays = 36500;
constexpr int kMostProcess = 1 << 22;

void add_machine(Command& command, CaOptions& to) {
  Rows rows{command, "Whose stores"};
  rows.add({"--process", "PID", "as a running process sees them: its environment and its root",
            [&to](const std::string& v) { to.process = whole("--process", v, 1, kMostProcess); }});
  rows.text("--root", "DIR", "of an unpacked image below DIR; nothing of it is run", to.root);
  rows.flag("--deep", "also walk the file system for stores nobody announces", to.deep);
  rows.text("--deep-from", "DIR", "where the walk begins (default: /)", to.deep_from);
}

void add_files(Rows& rows, const char* name, const char* value, const char* what,
               std::vector<std::string>& to) {
  Option option{name, value, what, [&to](const std::string& v) { to.push_back(v); }};
  option.repeats = true;
  rows.add(std::move(option));
}

void add_knowledge(Rows& rows, CaOptions& to) {
  add_files(rows, "--knowledge", "FILE",
            "JSON of distrusted keys and gateways' notices, before what is built in", to.knowledge);
}

void add_wanted(Command& command, CaOptions& to) {
  Rows rows{command, "What is wanted"};
  rows.text("--baseline", "STORE|FILE", "compare with the certificates of this store", to.baseline);
  rows.add({"--expiry-warning", "DAYS", "warn of anchors that end sooner than this (default: 60)",
            [&to](const std::string& v) {
              to.expiry_warning = whole("--expiry-warning", v, 0, kMostDays);
            }});
  rows.add({"--stale", "DAYS", "warn of content older than this (default: 180)",
            [&to](const std::string& v) { to.stale = whole("--stale", v, 1, kMostDays); }});
  rows.flag("--deny-local", "locally added roots are errors", to.deny_local);
  add_knowledge(rows, to);
}

void add_chain_options(Command& command, CaOptions& to) {
  Rows rows{command, "What is tried"};
  add_files(rows, "--store", "STORE",
            "judge against this store alone, as each runtime that may read it", to.stores);
  add_files(rows, "--client", "NAME",
            "judge only runtimes with NAME in their name, such as java or node", to.clients);
  add_files(rows, "--intermediates", "FILE", "certificates that may close a gap", to.intermediates);
  rows.flag("--fetch-aia", "fetch missing issuers from the URLs in the certificates", to.fetch_aia);
  rows.text("--save-root", "FILE", "write the root that a store lacks, once it is proven, as PEM",
            to.save_root);
  rows.text("--save-intermediate", "FILE",
            "write what the gateway fails to send, once it is proven, as PEM",
            to.save_intermediate);
  rows.add({"--expiry-warning", "DAYS", "warn of anchors that end sooner than this (default: 60)",
            [&to](const std::string& v) {
              to.expiry_warning = whole("--expiry-warning", v, 0, kMostDays);
            }});
  add_knowledge(rows, to);
  Rows way{command, "The way there"};
  way.text("--connect", "HOST[:PORT]", "connect there instead, and ask as if it were TARGET",
           to.connect);
  way.add({"--sni", "NAME", "send NAME as the server name; none sends no name",
           [&to](const std::string& v) { to.sni = v; }});
  add_proxy_options(way, to.proxy);
}

void check(const CaOptions& options) {
  refuse_both(!options.stores.empty(), !options.clients.empty(), "--store and --client");
  refuse_both(!options.root.empty(), options.process.has_value(), "--root and --process");
  if (options.deep_from != "/" && !options.deep)
    throw Failure(Kind::usage, "--deep-from is given without --deep",
                  "add --deep, or leave it out");
  check_proxy_options(options.proxy);
}

// The command's frame: what every one of them does before it runs.
Command ca_command(Options& options, const char* name, const char* summary,
                   int (*run)(const CaOptions&, const CommonOptions&)) {
  Command command{name, summary};
  command.run = [&options, run] {
    check_common_options(options.common);
    check(options.ca);
    return run(options.ca, options.common);
  };
  return command;
}

Positional words(Options& options, const char* name, const char* help, bool required) {
  return {name, help, [&options](const std::string& v) { options.ca.words.push_back(v); }, true,
          required};
}

Command stores_command(Options& options) {
  Command command =
      ca_command(options, "stores",
                 "Finds every trust store of this machine, who reads it, why, and how much of it "
                 "that reader really loads.",
                 run_ca_stores);
  add_machine(command, options.ca);
  add_common_options(command, options.common);
  command.notes = std::string(
                      "Examples:\n"
                      "  checkoutdiag ca stores\n"
                      "  checkoutdiag ca stores --process 4242\n"
                      "  checkoutdiag ca stores --root ./image --deep --json\n"
                      "\n") +
                  kExit;
  return command;
}

Command audit_command(Options& options) {
  Command command = ca_command(
      options, "audit", "Judges trust stores: all that are found, or those named.", run_ca_audit);
  add_machine(command, options.ca);
  add_wanted(command, options.ca);
  add_common_options(command, options.common);
  command.positional = words(
      options, "STORE", "a file, directory, program or module; none: all that are found", false);
  command.notes = std::string(
                      "Examples:\n"
                      "  checkoutdiag ca audit\n"
                      "  checkoutdiag ca audit /etc/ssl/certs/ca-certificates.crt /usr/bin/node\n"
                      "  checkoutdiag ca audit vendor/cacert.pem --now 2026-11-27T00:00:00Z\n"
                      "\n") +
                  kExit;
  return command;
}

Command chain_command(Options& options) {
  Command command = ca_command(
      options, "chain",
      "Tells which runtimes of this machine accept a gateway's chain, and what mends the others.",
      run_ca_chain);
  add_machine(command, options.ca);
  add_chain_options(command, options.ca);
  add_common_options(command, options.common);
  command.positional = words(
      options, "TARGET",
      "host[:port], an https URL, or a file of the chain, the leaf first; - reads one from stdin",
      true);
  command.notes = std::string(
                      "Examples:\n"
                      "  checkoutdiag ca chain api.gateway.example\n"
                      "  checkoutdiag ca chain chain.pem --store vendor/cacert.pem\n"
                      "  checkoutdiag ca chain api.gateway.example --process 4242 --fetch-aia\n"
                      "\n") +
                  kExit;
  return command;
}

Command diff_command(Options& options) {
  Command command = ca_command(
      options, "diff", "Tells which certificates one store has and another lacks.", run_ca_diff);
  add_machine(command, options.ca);
  add_common_options(command, options.common);
  command.positional = words(options, "STORE", "two stores, the old one first", true);
  command.notes = std::string(
                      "Examples:\n"
                      "  checkoutdiag ca diff /usr/bin/node /etc/ssl/certs/ca-certificates.crt\n"
                      "  checkoutdiag ca diff old.pem new.pem --fail-on note\n"
                      "\n") +
                  kExit;
  return command;
}

}  // namespace

Command ca_commands(Options& options) {
  Command ca{"ca", "Questions about trust stores."};
  ca.commands.push_back(stores_command(options));
  ca.commands.push_back(audit_command(options));
  ca.commands.push_back(chain_command(options));
  ca.commands.push_back(diff_command(options));
  return ca;
}

}  // namespace checkoutdiag::usage
