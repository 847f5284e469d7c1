#include <algorithm>

#include "cli/commands.hpp"
#include "cli/usage/rows.hpp"
#include "cli/usage/tree.hpp"
#include "cli/usage/values.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::usage {
namespace {

using Kind = Failure::Kind;

constexpr int kMostConcurrency = 500;
constexpr int kMostRetries = 20;
constexpr int kMostJobs = 64;
constexpr int kMostRepeats = 100;

// A comma-separated list of whole numbers.
std::vector<int> numbers(const std::string& option, const std::string& value, int least, int most) {
  std::vector<int> list;
  for (std::size_t at = 0; at <= value.size();) {
    const std::size_t comma = std::min(value.find(',', at), value.size());
    list.push_back(whole(option, value.substr(at, comma - at), least, most));
    at = comma + 1;
  }
  return list;
}

std::vector<std::string> words(const std::string& value) {
  std::vector<std::string> list;
  for (std::size_t at = 0; at <= value.size();) {
    const std::size_t comma = std::min(value.find(',', at), value.size());
    list.push_back(value.substr(at, comma - at));
    at = comma + 1;
  }
  return list;
}

Option seconds(const char* name, const char* what, double& to) {
  return {name, "SECONDS", what,
          [name, &to](const std::string& v) { to = number(name, v, 0.05, 3600); }};
}

Option count(const char* name, const char* what, int least, int most, int& to) {
  return {name, "N", what, [=, &to](const std::string& v) { to = whole(name, v, least, most); }};
}

void add_profile(Rows& rows, const char* what, ChargeOptions& to) {
  rows.text("--profile", "NAME|FILE", what, to.profile);
}

// What a gateway without a profile needs to have said of it.
void add_gateway(Rows& rows, ChargeOptions& to) {
  rows.text("--key-header", "NAME", "the header that carries the key", to.key_header);
  rows.text("--key-member", "POINTER", "the body's member that does, such as /idempotency_key",
            to.key_member);
  rows.text("--idem-syntax", "raw|sf-string", "the key bare, or in quotes (RFC 8941)", to.syntax);
  rows.text("--object-id", "POINTER", "where an answer names the object, such as /id",
            to.object_id);
  rows.text("--object-created", "POINTER", "where it says when that was made", to.object_created);
}

void check_gateway(const ChargeOptions& options) {
  refuse_both(!options.key_header.empty(), !options.key_member.empty(),
              "--key-header and --key-member");
  if (!options.syntax.empty())
    choice<int>("--idem-syntax", options.syntax, {{"raw", 0}, {"sf-string", 1}});
  for (const auto& [name, value] :
       {std::pair{"--key-member", options.key_member}, std::pair{"--object-id", options.object_id},
        std::pair{"--object-created", options.object_created},
        std::pair{"--verify-list", options.verify_list}})
    if (!value.empty() && value[0] != '/')
      throw wrong_value(name, value, "a JSON Pointer (RFC 6901), such as /data/id");
}

void add_request(Command& command, ChargeOptions& to) {
  Rows rows{command, "The request"};
  rows.text("--url", "URL", "where a charge is made", to.url);
  rows.text("--payload", "FILE", "the charge's body; - is stdin", to.payload);
  rows.text("--type", "json|form", "what the body is (default: as it looks)", to.type);
  rows.text("--method", "METHOD", "(default: POST)", to.method);
  rows.text("--key", "KEY", "the idempotency key (default: a random UUID)", to.key);
  rows.add({"--auth-file", "FILE", "the key, or Authorization's value; - is stdin",
            [&to](const std::string& v) {
              to.auth = SecretSource{false, v};
            }});
  rows.add(
      {"--auth-env", "NAME", "the same in an environment variable", [&to](const std::string& v) {
         to.auth = SecretSource{true, v};
       }});
  rows.text("--headers", "FILE", "further headers, one a line; may hold secrets", to.headers);
  rows.list("--header", "LINE", "one that holds none: 'Stripe-Version: 2026-01-01'", to.header);
  rows.text("--ca-file", "FILE", "trust these roots instead of the machine's", to.ca_file);
  rows.add(seconds("--answer-timeout", "for an answer (default: 30)", to.answer_timeout));
}

void add_proofs(Command& command, ChargeOptions& to) {
  Rows rows{command, "What is proven"};
  rows.add({"--proofs", "LIST",
            "of sequential, mismatch, concurrent, lost, dropped and after-error, with "
            "commas (default: all)",
            [&to](const std::string& v) { to.proofs = words(v); }});
  rows.text("--other-payload", "FILE", "of mismatch (default: the amount, one more)",
            to.other_payload);
  rows.add(count("--concurrency", "requests at the same time (default: 10)", 2, kMostConcurrency,
                 to.concurrency));
  rows.text("--provoke", "LINE", "a header that makes the gateway fail once (after-error)",
            to.provoke);
  rows.text("--verify-url", "URL", "a list or search that counts; {key} and {id} are filled in",
            to.verify_url);
  rows.text("--verify-list", "POINTER", "where its list is (default: as it looks)", to.verify_list);
  rows.list("--verify-match", "POINTER=VALUE", "count only those whose member has that value",
            to.verify_match);
}

void add_run(Command& command, ChargeOptions& to) {
  Rows rows{command, "The run"};
  rows.flag("--send", "really send, to a host that is not this machine", to.send);
  rows.flag("--allow-live", "to a host or with a key that is no test's", to.allow_live);
  rows.add(count("--retries", "of a request without a good answer (default: 2)", 0, kMostRetries,
                 to.retries));
  rows.add({"--retry-on", "LIST", "statuses besides 5xx, such as 409,425,429",
            [&to](const std::string& v) { to.retry_on = numbers("--retry-on", v, 400, 499); }});
  rows.text("--journal", "FILE", "keep what is sent, so that the run can be resumed", to.journal);
  rows.flag("--resume", "go on with the journal's run, with its keys", to.resume);
}

void check_replay(const ChargeOptions& options) {
  if (options.url.empty())
    throw Failure(Kind::usage, "--url is missing",
                  "say where a charge is made: --url https://api.sandbox.example/v1/charges");
  if (options.payload.empty())
    throw Failure(Kind::usage, "--payload is missing",
                  "give the body of a charge that the gateway accepts in its test mode");
  if (!options.type.empty()) choice<int>("--type", options.type, {{"json", 0}, {"form", 1}});
  check_gateway(options);
  if (options.resume && options.journal.empty())
    throw Failure(Kind::usage, "--resume is given without --journal", "name the run's journal");
  if (options.resume && !options.key.empty())
    throw Failure(Kind::usage, "--key is given with --resume", "leave it out: the journal has it");
  for (const std::string& each : options.verify_match)
    if (each.empty() || each[0] != '/' || each.find('=') == each.npos)
      throw wrong_value("--verify-match", each, "POINTER=VALUE, such as /reference=order-7");
  if (options.verify_url.empty() && (!options.verify_list.empty() || !options.verify_match.empty()))
    throw Failure(Kind::usage, "--verify-list and --verify-match are --verify-url's",
                  "add --verify-url, or leave them out");
  int readers = 0;
  for (const std::string* each : {&options.payload, &options.other_payload, &options.headers})
    readers += *each == "-";
  readers += options.auth && !options.auth->variable && options.auth->name == "-";
  if (readers > 1)
    throw Failure(Kind::usage, "stdin (-) is asked for more than once",
                  "give all but one of them as files");
}

Command replay_command(Options& options) {
  ChargeOptions& to = options.charge;
  Command command{"replay",
                  "Is the gateway idempotent? Sends one charge again and again with one key, and "
                  "proves whether it is charged twice."};
  add_request(command, to);
  Rows rows{command, "The gateway"};
  add_profile(rows, "what it documents; built in: stripe, adyen, … (default: generic)", to);
  add_gateway(rows, to);
  add_proofs(command, to);
  add_run(command, to);
  add_common_options(command, options.common);
  command.notes =
      "Examples:\n"
      "  checkoutdiag charge replay --profile stripe --auth-env STRIPE_TEST_KEY \\\n"
      "    --url https://api.stripe.com/v1/charges --payload charge.form --send\n"
      "  checkoutdiag charge replay --url http://127.0.0.1:4000/v1/charges \\\n"
      "    --payload charge.json \\\n"
      "    --verify-url 'http://127.0.0.1:4000/v1/charges?key={key}'\n"
      "\n"
      "Exit: 0 proven safe, 1 findings, 2 wrong call, 3 not proven.\n";
  command.run = [&options] {
    check_common_options(options.common);
    check_replay(options.charge);
    return run_charge_replay(options.charge, options.common);
  };
  return command;
}

void add_names(Rows& rows, ChargeOptions& to) {
  rows.list("--url-env", "NAME", "also give the sandbox's URL in this variable", to.url_env);
  rows.list("--ca-env", "NAME", "its CA file: NODE_EXTRA_CA_CERTS, SSL_CERT_FILE, …", to.ca_env);
  rows.list("--key-env", "NAME", "the test key", to.key_env);
  rows.list("--order-env", "NAME", "the order's reference", to.order_env);
}

void add_exits(Rows& rows, ChargeOptions& to) {
  rows.add(
      {"--success-exit", "LIST", "exit codes that report a paid order (default: 0)",
       [&to](const std::string& v) { to.success_exits = numbers("--success-exit", v, 0, 255); }});
  rows.add({"--doubt-exit", "LIST", "those that say: not known yet, will be found out",
            [&to](const std::string& v) { to.doubt_exits = numbers("--doubt-exit", v, 0, 255); }});
}

Command drill_command(Options& options) {
  ChargeOptions& to = options.charge;
  Command command{"drill",
                  "Is our client safe? Runs COMMAND against a sandbox that fails in every way that "
                  "gateways fail, and compares what was charged with what COMMAND reported."};
  Rows what{command, "The drill"};
  add_profile(what, "whose behaviour the sandbox has (default: generic)", to);
  what.list("--scenario", "NAME|FILE", "only this one; may be repeated (default: all)",
            to.scenarios);
  what.flag("--kill-after-send", "also kill COMMAND after its request, and run it again",
            to.kill_after_send);
  what.add(count("--repeat", "runs of each scenario (default: 1)", 1, kMostRepeats, to.repeat));
  Rows rows{command, "The client"};
  add_names(rows, to);
  rows.flag("--plain", "the sandbox speaks HTTP instead of HTTPS", to.plain);
  add_exits(rows, to);
  rows.add(seconds("--client-timeout", "for one run of COMMAND (default: 30)", to.client_timeout));
  rows.add(count("--jobs", "scenarios at the same time (default: 8)", 1, kMostJobs, to.jobs));
  add_common_options(command, options.common);
  command.positional = {"COMMAND", "the client: pays for one order, and exits with 0 if it is paid",
                        [&to](const std::string& v) { to.command.push_back(v); }, true, true};
  command.notes =
      "COMMAND's environment has CHECKOUTDIAG_URL, _CA, _KEY, _ORDER, _HOST and _PORT;\n"
      "{url}, {ca}, {key}, {order}, {host} and {port} in its words are filled in.\n"
      "\n"
      "Examples:\n"
      "  checkoutdiag charge drill -- ./pay.py --url {url}/v1/charges --order {order}\n"
      "  checkoutdiag charge drill --profile stripe --ca-env NODE_EXTRA_CA_CERTS \\\n"
      "    --kill-after-send -- node pay.mjs\n"
      "\n"
      "Exit: 0 safe, 1 findings, 2 wrong call, 3 not decided.\n";
  command.run = [&options] {
    check_common_options(options.common);
    return run_charge_drill(options.charge, options.common);
  };
  return command;
}

void check_audit(const ChargeOptions& options) {
  const bool records = !options.listen.empty() || !options.upstream.empty();
  if (records && (options.listen.empty() || options.upstream.empty()))
    throw Failure(Kind::usage, "--listen and --upstream belong together",
                  "such as --listen 127.0.0.1:0 --upstream https://api.sandbox.example");
  if (records && !options.file.empty())
    throw Failure(Kind::usage, "a file is given with --listen", "leave one of them out");
  if (!records && (!options.record.empty() || !options.ca_file.empty()))
    throw Failure(Kind::usage, "--record and --ca-file are --listen's", "leave them out");
  if (!records && options.file.empty())
    throw Failure(Kind::usage, "there is no traffic to audit",
                  "name a HAR or NDJSON file, - for stdin, or record: --listen 127.0.0.1:0 "
                  "--upstream URL");
}

Command audit_command(Options& options) {
  ChargeOptions& to = options.charge;
  Command command{"audit",
                  "Does every mutation have an idempotency key of its own? Reads recorded traffic, "
                  "or records it."};
  Rows rows{command, "The traffic"};
  add_profile(rows, "of every gateway in it (default: by host)", to);
  rows.list("--host", "HOST", "is a gateway too; may be repeated", to.hosts);
  rows.flag("--every-host", "every host is a gateway", to.every_host);
  rows.text("--listen", "ADDRESS:PORT", "record as a reverse proxy, until SIGINT", to.listen);
  rows.text("--upstream", "URL", "where to pass requests on to", to.upstream);
  rows.text("--record", "FILE", "also keep what is recorded, as NDJSON", to.record);
  rows.text("--ca-file", "FILE", "trust these roots for the upstream", to.ca_file);
  add_common_options(command, options.common);
  command.positional = {"FILE", "a HAR file, or NDJSON; - is stdin",
                        [&to](const std::string& v) { to.file = v; }};
  command.notes =
      "Examples:\n"
      "  checkoutdiag charge audit checkout.har\n"
      "  checkoutdiag charge audit --profile stripe - < requests.ndjson\n"
      "  checkoutdiag charge audit --listen 127.0.0.1:8080 \\\n"
      "    --upstream https://api.stripe.com\n";
  command.run = [&options] {
    check_common_options(options.common);
    check_audit(options.charge);
    return run_charge_audit(options.charge, options.common);
  };
  return command;
}

}  // namespace

Command charge_commands(Options& options) {
  Command charge{"charge",
                 "Questions about charges: is a retry safe, at the gateway and in our "
                 "own client?"};
  charge.commands.push_back(replay_command(options));
  charge.commands.push_back(drill_command(options));
  charge.commands.push_back(audit_command(options));
  return charge;
}

}  // namespace checkoutdiag::usage
