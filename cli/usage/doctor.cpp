#include "cli/commands.hpp"
#include "cli/usage/rows.hpp"
#include "cli/usage/tree.hpp"
#include "cli/usage/values.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::usage {
namespace {

using Kind = Failure::Kind;

constexpr const char* kNotes =
    "It sends handshakes and GETs without credentials, and never a charge.\n"
    "\n"
    "Examples:\n"
    "  checkoutdiag doctor api.gateway.example\n"
    "  checkoutdiag doctor https://api.example/v1/ --client java --client node\n"
    "  checkoutdiag doctor api.example --bundle evidence.tar.gz\n"
    "\n"
    "Exit: 0 all held, 1 findings, 2 wrong call, 3 could not be decided.\n";

void add_way(Command& command, DoctorOptions& to) {
  Rows rows{command, "The way there"};
  rows.text("--connect", "HOST[:PORT]", "connect there instead, and ask as if it were TARGET",
            to.tls.connect);
  Option resolve{"--resolve",
                 "ADDRESS[,ADDRESS]...",
                 "take these addresses instead of what the resolver says",
                 {}};
  resolve.set = [&to](const std::string& v) { to.resolve.push_back(v); };
  resolve.repeats = true;
  rows.add(std::move(resolve));
  rows.add({"--sni", "NAME", "send NAME as the server name; none sends no name",
            [&to](const std::string& v) { to.tls.sni = v; }});
  rows.flag("-4,--ipv4", "IPv4 addresses only", to.tls.ipv4);
  rows.flag("-6,--ipv6", "IPv6 addresses only", to.tls.ipv6);
  add_proxy_options(rows, to.tls.proxy);
}

void add_wanted(Command& command, DoctorOptions& to) {
  Rows rows{command, "What is asked"};
  rows.add({"--requests", "N", "GETs over HTTP, 1 to 50 (default: 5)",
            [&to](const std::string& v) { to.requests = whole("--requests", v, 1, 50); }});
  rows.text("--policy", "POLICY|FILE", "what TLS is wanted, as for tls probe (default: payment)",
            to.tls.policy);
  rows.text("--ca-file", "FILE", "trust the certificates of this PEM file, in every runtime",
            to.tls.ca_file);
  rows.list("--client", "NAME", "judge only runtimes with NAME in their name", to.ca.clients);
  rows.text("--client-cert", "FILE", "PEM certificate to present, with its chain",
            to.tls.client_cert);
  rows.text("--client-key", "FILE", "its PEM key (default: in the certificate's file)",
            to.tls.client_key);
  rows.text("--client-key-password-file", "FILE", "holds the key's password",
            to.tls.client_key_password_file);
  rows.text("--client-key-password-env", "NAME", "variable that holds the key's password",
            to.tls.client_key_password_env);
  rows.text("--clock-from", "URL", "a third clock: whose Date tells which of both is wrong",
            to.witness);
}

void add_settings(Command& command, DoctorOptions& to) {
  Rows rows{command, "Settings of the shop, judged by their form alone"};
  rows.text("--profile", "NAME|FILE", "the gateway's profile (default: the one of TARGET's host)",
            to.profile);
  rows.text("--key", "KEY", "an idempotency key as the shop makes it", to.key);
  rows.text("--webhook-scheme", "NAME|FILE", "how the gateway signs its webhooks",
            to.webhook.scheme);
  rows.add({"--webhook-secret-file", "FILE", "holds their secret; - is stdin",
            [&to](const std::string& v) {
              to.webhook.secrets.push_back({false, v});
            }});
  rows.add({"--webhook-secret-env", "NAME", "variable that holds their secret",
            [&to](const std::string& v) {
              to.webhook.secrets.push_back({true, v});
            }});
}

void check(const DoctorOptions& options) {
  refuse_both(options.tls.ipv4, options.tls.ipv6, "--ipv4 and --ipv6");
  check_proxy_options(options.tls.proxy);
  refuse_both(!options.tls.client_key_password_file.empty(),
              !options.tls.client_key_password_env.empty(),
              "--client-key-password-file and --client-key-password-env");
  if (!options.tls.client_key.empty() && options.tls.client_cert.empty())
    throw Failure(Kind::usage, "--client-key is given without --client-cert",
                  "name the certificate with --client-cert FILE");
  if (!options.webhook.secrets.empty() && options.webhook.scheme.empty())
    throw Failure(Kind::usage, "a webhook secret is given without --webhook-scheme",
                  "name the scheme; checkoutdiag webhook schemes lists them");
  if (options.webhook.secrets.empty() && !options.webhook.scheme.empty())
    throw Failure(Kind::usage, "--webhook-scheme is given without a secret",
                  "add --webhook-secret-file FILE or --webhook-secret-env NAME");
}

}  // namespace

Command doctor_command(Options& options) {
  DoctorOptions& to = options.doctor;
  Command command{"doctor",
                  "Examines a gateway and this machine at once, and names the cause of a failure."};
  command.notes = kNotes;
  add_way(command, to);
  add_wanted(command, to);
  add_settings(command, to);
  Rows{command, "Evidence"}.text(
      "--bundle", "FILE", "write a redacted .tar.gz of all evidence for the gateway's support",
      to.bundle);
  add_common_options(command, options.common);
  command.positional = {"TARGET", "host[:port], [IPv6]:port or an https URL",
                        [&to](const std::string& v) { to.target = v; }, false, true};
  command.run = [&options, &to] {
    check_common_options(options.common);
    check(to);
    return run_doctor(to, options.common);
  };
  return command;
}

}  // namespace checkoutdiag::usage
