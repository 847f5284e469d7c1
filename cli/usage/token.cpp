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

}  // namespace

Command token_commands(Options& options) {
  Command token{"token",
                "Questions about card tokens: where they are lost, and how long they live."};
  token.commands.push_back(har_command(options));
  token.commands.push_back(trace_command(options));
  return token;
}

}  // namespace checkoutdiag::usage
