#include "cli/commands.hpp"
#include "cli/targets.hpp"
#include "cli/usage/rows.hpp"
#include "cli/usage/tree.hpp"
#include "cli/usage/values.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::usage {
namespace {

using Kind = Failure::Kind;

constexpr const char* kExamples =
    "Examples:\n"
    "  checkoutdiag tls probe api.gateway.example\n"
    "  checkoutdiag tls probe --policy pci --report junit=tls.xml api.example:8443\n"
    "  checkoutdiag tls probe --now 2026-11-27T00:00:00Z --targets gateways.txt\n"
    "\n"
    "Exit: 0 all held, 1 findings, 2 wrong call, 3 could not be decided.\n";

void add_wanted(Command& command, TlsProbeOptions& to, std::vector<std::string>& lists) {
  Rows rows{command, "What is wanted"};
  rows.text("--policy", "POLICY|FILE",
            "payment (default), pci, tls13, mozilla-modern, mozilla-intermediate, or a JSON file",
            to.policy);
  rows.add({"--expiry-warning", "DAYS", "warn of certificates that end sooner than this",
            [&to](const std::string& v) {
              to.expiry_warning = whole("--expiry-warning", v, 0, 36500);
            }});
  rows.text("--ca-file", "FILE", "trust the certificates of this PEM file", to.ca_file);
  rows.text("--ca-path", "DIR", "trust the certificates of this hashed directory", to.ca_path);
  Option targets{"--targets", "FILE", "read targets from FILE, one a line, # begins a comment",
                 [&lists](const std::string& v) { lists.push_back(v); }};
  targets.repeats = true;
  rows.add(std::move(targets));
}

void add_way(Command& command, TlsProbeOptions& to) {
  Rows rows{command, "The way there"};
  rows.text("--connect", "HOST[:PORT]", "connect there instead, and ask as if it were TARGET",
            to.connect);
  rows.add({"--sni", "NAME", "send NAME as the server name; none sends no name",
            [&to](const std::string& v) { to.sni = v; }});
  rows.flag("--all-addresses", "probe each address of the name and compare them", to.all_addresses);
  rows.flag("-4,--ipv4", "IPv4 addresses only", to.ipv4);
  rows.flag("-6,--ipv6", "IPv6 addresses only", to.ipv6);
  add_proxy_options(rows, to.proxy);
  rows.add(
      {"--max-connections", "N", "open at once to one target, 1 to 64 (default: 6)",
       [&to](const std::string& v) { to.max_connections = whole("--max-connections", v, 1, 64); }});
  rows.add({"--rate", "N", "connections a second to one target; 0 is no limit (default)",
            [&to](const std::string& v) { to.rate = number("--rate", v, 0, 10000); }});
  rows.add({"--jobs", "N", "targets at once, 1 to 256 (default: 16)",
            [&to](const std::string& v) { to.jobs = whole("--jobs", v, 1, 256); }});
}

void add_probes(Command& command, TlsProbeOptions& to) {
  Rows rows{command, "What is tried"};
  rows.text("--client-cert", "FILE", "PEM certificate to present, with its chain", to.client_cert);
  rows.text("--client-key", "FILE", "its PEM key (default: in the certificate's file)",
            to.client_key);
  rows.text("--client-key-password-file", "FILE", "holds the key's password",
            to.client_key_password_file);
  rows.text("--client-key-password-env", "NAME", "variable that holds the key's password",
            to.client_key_password_env);
  rows.flag("--fetch-aia", "fetch missing intermediates from the URLs in the certificates",
            to.fetch_aia);
  rows.flag("--signatures", "ask for every signature algorithm (more connections)", to.signatures);
  rows.flag("--no-local", "skip the handshake by this machine's OpenSSL", to.skip_local);
}

void check(const TlsProbeOptions& options) {
  refuse_both(options.ipv4, options.ipv6, "--ipv4 and --ipv6");
  check_proxy_options(options.proxy);
  refuse_both(!options.client_key_password_file.empty(), !options.client_key_password_env.empty(),
              "--client-key-password-file and --client-key-password-env");
  if (!options.client_key.empty() && options.client_cert.empty())
    throw Failure(Kind::usage, "--client-key is given without --client-cert",
                  "name the certificate with --client-cert FILE");
}

}  // namespace

Command tls_probe_command(Options& options) {
  TlsProbeOptions& probe = options.tls_probe;
  Command command{"probe", "Tells what a TLS gateway accepts, and whether that is what you want."};
  command.notes = kExamples;
  auto lists = std::make_shared<std::vector<std::string>>();
  auto words = std::make_shared<std::vector<std::string>>();
  add_wanted(command, probe, *lists);
  add_way(command, probe);
  add_probes(command, probe);
  add_common_options(command, options.common);
  command.positional = {"TARGET",
                        "host[:port], [IPv6]:port or an https URL; - reads them from stdin",
                        [words](const std::string& v) { words->push_back(v); },
                        true,
                        true,
                        "--targets"};
  command.run = [&options, &probe, lists, words] {
    check_common_options(options.common);
    check(probe);
    probe.targets = read_targets(*words, *lists);
    return run_tls_probe(probe, options.common);
  };
  return command;
}

Command tls_diff_command(Options& options) {
  TlsProbeOptions& probe = options.tls_probe;
  Command command{
      "diff",
      "Tells what two gateways, or two reports of one, do not have in common: versions, "
      "suites, groups, certificates."};
  auto words = std::make_shared<std::vector<std::string>>();
  Rows{command, "The sides"}.add(
      {"--repeat", "N", "ask one target N times: several machines may answer at one address",
       [&probe](const std::string& v) { probe.repeat = whole("--repeat", v, 2, 50); }});
  add_way(command, probe);
  add_probes(command, probe);
  add_common_options(command, options.common);
  command.positional = {"SIDE", "a target, or a JSON report of tls probe: two of them",
                        [words](const std::string& v) { words->push_back(v); }, true, true};
  command.notes =
      "Differences are notes, which do not fail the run without --fail-on note.\n"
      "\n"
      "Examples:\n"
      "  checkoutdiag tls diff api-eu.gateway.example api-us.gateway.example\n"
      "  checkoutdiag tls diff last-month.json api.gateway.example --fail-on note\n"
      "  checkoutdiag tls diff api.gateway.example --repeat 5\n"
      "\n"
      "Exit: 0 nothing fails, 1 something does, 2 wrong call, 3 it could not be\n"
      "decided.\n";
  command.run = [&options, &probe, words] {
    check_common_options(options.common);
    check(probe);
    probe.skip_local = true;
    return run_tls_diff(probe, *words, options.common);
  };
  return command;
}

}  // namespace checkoutdiag::usage
