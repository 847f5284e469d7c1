#include "cli/commands.hpp"
#include "cli/usage/rows.hpp"
#include "cli/usage/tree.hpp"
#include "cli/usage/values.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::usage {
namespace {

using Kind = Failure::Kind;

constexpr int kLongestWork = 600'000;          // ms
constexpr int kLongestLife = 365 * 24 * 3600;  // seconds
constexpr int kMostThreads = 64;

void add_gateway(Command& command, SandboxCommandOptions& to) {
  Rows rows{command, "The gateway"};
  rows.text("--profile", "NAME|FILE", "whose idempotency it has (default: generic)", to.profile);
  rows.text("--scenario", "NAME|FILE", "how it fails (default: clean)", to.scenario);
  rows.list("--break", "DEFECT", "a defect that it has; may be repeated; see --list", to.broken);
  rows.add({"--work", "MS", "how long a charge takes (default: the scenario's)",
            [&to](const std::string& v) { to.work_ms = whole("--work", v, 0, kLongestWork); }});
  rows.flag("--require-key", "refuse a charge without an idempotency key", to.require_key);
  rows.add(
      {"--token-life", "SECONDS", "of POST /v1/tokens (default: 900)",
       [&to](const std::string& v) { to.token_life = whole("--token-life", v, 1, kLongestLife); }});
  rows.add(
      {"--api-key-file", "FILE", "take no other key in Authorization", [&to](const std::string& v) {
         to.api_key = SecretSource{false, v};
       }});
  rows.add({"--api-key-env", "NAME", "the same from an environment variable",
            [&to](const std::string& v) {
              to.api_key = SecretSource{true, v};
            }});
  rows.text("--state", "FILE", "keep the books in this SQLite file", to.state);
}

void add_place(Command& command, SandboxCommandOptions& to) {
  Rows rows{command, "Where"};
  rows.text("--listen", "ADDRESS:PORT", "port 0 is a free one (default: 127.0.0.1:0)", to.listen);
  rows.flag("--expose", "allow an address that others can reach", to.expose);
  rows.flag("--tls", "HTTPS, with an authority made for this run", to.tls);
  rows.text("--ca-out", "FILE", "write its certificate there", to.ca_out);
  rows.add({"--threads", "N", "(default: 2)",
            [&to](const std::string& v) { to.threads = whole("--threads", v, 1, kMostThreads); }});
}

void add_webhooks(Command& command, SandboxCommandOptions& to) {
  Rows rows{command, "Its webhooks"};
  rows.text("--webhook-url", "URL", "send events there, on this machine", to.webhook_url);
  rows.text("--webhook-scheme", "NAME|FILE", "sign them; checkoutdiag webhook schemes lists them",
            to.webhook_scheme);
  rows.add({"--webhook-secret-file", "FILE", "with this secret", [&to](const std::string& v) {
              to.webhook_secret = SecretSource{false, v};
            }});
  rows.add({"--webhook-secret-env", "NAME", "the same from an environment variable",
            [&to](const std::string& v) {
              to.webhook_secret = SecretSource{true, v};
            }});
  rows.text("--webhook-ca-file", "FILE", "trust these roots there", to.webhook_ca);
}

void check_sandbox(const SandboxCommandOptions& options) {
  if (!options.ca_out.empty() && !options.tls)
    throw Failure(Kind::usage, "--ca-out is given without --tls",
                  "add --tls: only then is there an authority");
  if (options.tls && options.ca_out.empty())
    throw Failure(Kind::usage, "--tls is given without --ca-out",
                  "--ca-out ca.pem: without the authority's certificate no client trusts it");
  if (options.webhook_url.empty() &&
      (!options.webhook_scheme.empty() || options.webhook_secret || !options.webhook_ca.empty()))
    throw Failure(Kind::usage, "webhooks are to be signed, and it is not said where they go",
                  "--webhook-url http://127.0.0.1:3000/hook");
  if (options.webhook_scheme.empty() != !options.webhook_secret.has_value())
    throw Failure(Kind::usage, "--webhook-scheme and --webhook-secret-… belong together",
                  "give both, or neither");
}

}  // namespace

Command sandbox_command(Options& options) {
  SandboxCommandOptions& to = options.sandbox;
  Command command{"sandbox",
                  "A payment gateway on this machine that keeps books, and fails on command."};
  add_place(command, to);
  add_gateway(command, to);
  add_webhooks(command, to);
  Rows rows{command, "Output"};
  rows.flag("--list", "list profiles, scenarios and defects, and serve nothing", to.list);
  rows.text("--show", "NAME", "print a scenario or profile, to begin an own one from", to.show);
  rows.flag("-v,--verbose", "tell each request on stderr", to.verbose);
  command.notes =
      "The first line on stdout is its address. SIGINT or SIGTERM ends it.\n"
      "It takes POST /v1/charges and what the profile has, GET /v1/charges[/ID],\n"
      "POST /v1/tokens; GET /_truth tells what happened; POST /_reset forgets it.\n"
      "\n"
      "Examples:\n"
      "  checkoutdiag sandbox --profile stripe --scenario reset-after-commit\n"
      "  curl -H 'Checkoutdiag-Fault: status 500 after-commit' -d amount=500 \\\n"
      "    http://127.0.0.1:PORT/v1/charges\n";
  command.run = [&to] {
    check_sandbox(to);
    return run_sandbox(to);
  };
  return command;
}

}  // namespace checkoutdiag::usage
