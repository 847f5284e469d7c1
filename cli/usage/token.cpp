#include <algorithm>
#include <utility>

#include "cli/commands.hpp"
#include "cli/usage/rows.hpp"
#include "cli/usage/tree.hpp"
#include "cli/usage/values.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::usage {
namespace {

using Kind = Failure::Kind;

constexpr double kLongestLife = 366 * 86400.0;

void need_file(const TokenOptions& options, const char* what, const char* example) {
  if (options.file.empty()) throw Failure(Kind::usage, what, example);
}

// What both kinds of recordings are asked with.
void add_recording(Command& command, TokenOptions& to) {
  Rows rows{command, "The gateway"};
  rows.text("--profile", "NAME|FILE", "whose tokens (default: any that is known)", to.profile);
  rows.list("--endpoint", "URL", "that gives the token; may be repeated; * in a path",
            to.endpoints);
  rows.list("--token", "POINTER", "where the token is in its reply (JSON Pointer)", to.token);
  rows.add({"--token-life", "SECONDS", "how long a token is good, where that is known",
            [&to](const std::string& v) { to.life = number("--token-life", v, 1, kLongestLife); }});
  rows.list("--card-host", "HOST", "may have card data too; *.example.com", to.card_hosts);
  rows.add({"--slow", "SECONDS", "an exchange that takes longer is slow (default: 2)",
            [&to](const std::string& v) { to.slow = number("--slow", v, 0.01, 3600); }});
  rows.text("--console", "FILE", "what the console said, a message a line", to.console);
}

Command har_command(Options& options) {
  TokenOptions& to = options.token;
  Command command{"har",
                  "What a recording of a checkout (HAR 1.2) shows: where the token was lost, and "
                  "who else got the card."};
  command.positional = {"FILE", "as Chrome, Firefox, Playwright or a proxy save it; - is stdin",
                        [&to](const std::string& v) { to.file = v; }};
  add_recording(command, to);
  add_common_options(command, options.common);
  command.notes =
      "Card numbers are shown as first 6 and last 4, tokens by their beginning. A HAR\n"
      "file does not show what the page did between requests (token trace), nor what\n"
      "a Content-Security-Policy stopped: that is told from the page's policy, and\n"
      "from the console.\n"
      "\n"
      "Examples:\n"
      "  checkoutdiag token har checkout.har\n"
      "  checkoutdiag token har checkout.har --profile stripe --console console.txt\n"
      "  checkoutdiag token har checkout.har --endpoint https://pay.example/v1/tokens\n"
      "\n"
      "Exit: 0 nothing is wrong, 1 something is, 2 wrong call, 3 it could not be\n"
      "decided.\n";
  command.run = [&options] {
    check_common_options(options.common);
    need_file(options.token, "token har takes a file", "checkoutdiag token har checkout.har");
    return run_token_har(options.token, options.common);
  };
  return command;
}

Command trace_command(Options& options) {
  TokenOptions& to = options.token;
  Command command{"trace",
                  "What a trace of Chrome's shows of the main thread during a payment: long tasks, "
                  "synchronous requests, replies that waited."};
  command.positional = {"FILE", "JSON, packed by gzip or not; - is stdin",
                        [&to](const std::string& v) { to.file = v; }};
  add_recording(command, to);
  add_common_options(command, options.common);
  command.notes =
      "A trace has no bodies: what became of a token is told from a HAR file.\n"
      "\n"
      "Examples:\n"
      "  checkoutdiag token trace Trace-20261127.json.gz --profile stripe\n"
      "  checkoutdiag token trace trace.json --endpoint https://pay.example/v1/tokens\n"
      "\n"
      "Exit: 0 nothing is wrong, 1 something is, 2 wrong call, 3 it could not be\n"
      "decided.\n";
  command.run = [&options] {
    check_common_options(options.common);
    need_file(options.token, "token trace takes a file", "checkoutdiag token trace trace.json.gz");
    return run_token_trace(options.token, options.common);
  };
  return command;
}

// Ages in seconds with commas, made ascending.
std::vector<double> read_ages(const std::string& value) {
  constexpr std::size_t kMost = 40;
  std::vector<double> ages;
  for (std::size_t at = 0; at <= value.size();) {
    const std::size_t comma = std::min(value.find(',', at), value.size());
    ages.push_back(number("--ages", value.substr(at, comma - at), 0, kLongestLife));
    at = comma + 1;
  }
  if (ages.size() > kMost) throw wrong_value("--ages", value, "at most 40 ages");
  std::sort(ages.begin(), ages.end());
  return ages;
}

void add_requests(Command& command, TokenOptions& to) {
  Rows rows{command, "The requests"};
  rows.text("--url", "URL", "where a card is exchanged for a token", to.url);
  rows.text("--payload", "FILE", "the body of that: a test card", to.payload);
  rows.text("--use-url", "URL", "where a token is used", to.use_url);
  rows.text("--use-payload", "FILE", "the body of that; {token} becomes the token", to.use_payload);
  const auto secret = [&](const char* name, const char* value, const char* what, bool variable,
                          std::optional<SecretSource>& into) {
    rows.add({name, value, what, [&into, variable](const std::string& v) {
                into = SecretSource{variable, v};
              }});
  };
  secret("--auth-file", "FILE", "the key, or Authorization's value", false, to.auth);
  secret("--auth-env", "NAME", "the same in an environment variable", true, to.auth);
  secret("--use-auth-file", "FILE", "another one for the use", false, to.use_auth);
  secret("--use-auth-env", "NAME", "the same in an environment variable", true, to.use_auth);
  rows.text("--headers", "FILE", "further headers, one a line; may hold secrets", to.headers);
  rows.list("--header", "LINE", "one that holds none: 'Stripe-Version: 2026-01-01'", to.header);
  rows.text("--ca-file", "FILE", "trust these roots instead of the machine's", to.ca_file);
  rows.add(
      {"--answer-timeout", "SECONDS", "for an answer (default: 30)", [&to](const std::string& v) {
         to.answer_timeout = number("--answer-timeout", v, 0.05, 3600);
       }});
}

void add_probe(Command& command, TokenOptions& to) {
  Rows rows{command, "The probe"};
  rows.text("--profile", "NAME|FILE", "whose tokens: their place, their life, their errors",
            to.profile);
  rows.list("--token", "POINTER", "where the token is in its reply (JSON Pointer)", to.token);
  rows.add({"--token-life", "SECONDS", "how long a token is said to be good",
            [&to](const std::string& v) { to.life = number("--token-life", v, 1, kLongestLife); }});
  rows.add({"--ages", "LIST", "seconds, with commas (default: around its life)",
            [&to](const std::string& v) { to.ages = read_ages(v); }});
  rows.add({"--until", "SECONDS", "the greatest age where no life is known (default: 960)",
            [&to](const std::string& v) { to.until = number("--until", v, 1, kLongestLife); }});
  rows.flag("--send", "really send, to a host that is not this machine", to.send);
  rows.flag("--allow-live", "to a host or with a key or a card that is no test's", to.allow_live);
}

Command probe_command(Options& options) {
  TokenOptions& to = options.token;
  Command command{"probe",
                  "How long does a token live, is it for one use, and what does the gateway say of "
                  "one that is too old? Makes tokens of a test card and uses them."};
  add_requests(command, to);
  add_probe(command, to);
  add_common_options(command, options.common);
  command.notes =
      "A refusal counts only where a fresh token is taken by the same request. The\n"
      "run takes as long as the greatest age, and some more to narrow the life down.\n"
      "\n"
      "Example:\n"
      "  checkoutdiag token probe --profile checkoutcom \\\n"
      "    --auth-env PK --use-auth-env SK \\\n"
      "    --url https://api.sandbox.checkout.com/tokens --payload card.json \\\n"
      "    --use-url https://api.sandbox.checkout.com/payments \\\n"
      "    --use-payload payment.json --send\n"
      "\n"
      "Exit: 0 as it is said to be, 1 findings, 2 wrong call, 3 not decided.\n";
  command.run = [&options] {
    check_common_options(options.common);
    const TokenOptions& given = options.token;
    for (const auto& [name, value] :
         {std::pair{"--url", &given.url}, std::pair{"--payload", &given.payload},
          std::pair{"--use-url", &given.use_url}, std::pair{"--use-payload", &given.use_payload}})
      if (value->empty())
        throw Failure(Kind::usage, std::string(name) + " is missing",
                      "an exchange (--url, --payload) and a use (--use-url, --use-payload)");
    return run_token_probe(given, options.common);
  };
  return command;
}

}  // namespace

Command token_commands(Options& options) {
  Command token{"token",
                "Questions about card tokens: where they are lost, and how long they live."};
  token.commands.push_back(har_command(options));
  token.commands.push_back(trace_command(options));
  token.commands.push_back(probe_command(options));
  return token;
}

}  // namespace checkoutdiag::usage
