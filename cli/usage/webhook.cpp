#include "cli/commands.hpp"
#include "cli/usage/rows.hpp"
#include "cli/usage/tree.hpp"
#include "cli/usage/values.hpp"
#include "cli/usage/webhook_rows.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::usage {
namespace {

using Kind = Failure::Kind;

constexpr int kMostEntries = 1'000'000;

void check_stdin(const WebhookOptions& options) {
  int readers = 0;
  for (const SecretSource& each : options.secrets)
    readers += !each.variable && each.name == "-";
  for (const std::string* each :
       {&options.headers, &options.body, &options.request, &options.har, &options.batch})
    readers += *each == "-";
  for (const std::string* each : {&options.scheme, &options.certificate, &options.ca_file})
    readers += *each == "-";
  for (const std::string& each : options.candidates)
    readers += each == "-";
  if (readers > 1)
    throw Failure(Kind::usage, "stdin (-) is asked for more than once",
                  "give all but one of them as files");
}

// One delivery has one form.
void check_verify(const WebhookOptions& options) {
  refuse_both(!options.request.empty(), !options.har.empty(), "--request and --har");
  const bool apart = !options.headers.empty() || !options.body.empty();
  const bool whole = !options.request.empty() || !options.har.empty();
  if (apart && whole)
    throw Failure(Kind::usage, "--headers and --body are given with a whole request",
                  "leave them out: --request and --har have both");
  if (!options.batch.empty() && (apart || whole))
    throw Failure(Kind::usage, "--batch is given with a single delivery", "leave one of them out");
  if (options.batch.empty() && !apart && !whole)
    throw Failure(
        Kind::usage, "there is no delivery to verify",
        "give --request FILE, or --headers FILE --body FILE, or --har FILE, or --batch -");
  if (apart && options.body.empty())
    throw Failure(Kind::usage, "--headers is given without --body",
                  "give the body's bytes too: --body FILE, or - for stdin");
  if (options.entry && options.har.empty())
    throw Failure(Kind::usage, "--entry is given without --har", "leave it out");
  if (!options.ca_file.empty() && options.certificate.empty() && options.batch.empty())
    throw Failure(Kind::usage, "--ca-file is given without --cert", "leave it out");
  check_generic(options);
  check_stdin(options);
}

// A batch's answers are lines, not a report.
void check_batch(const WebhookOptions& options, const CommonOptions& common) {
  if (options.batch.empty()) return;
  if (common.format == Format::json || !common.reports.empty() || !common.waivers.empty())
    throw Failure(Kind::usage, "--batch answers with one JSON line for each delivery, no report",
                  "leave out --json, --report and --waivers");
  if (!options.clock_from.empty() || !options.certificate.empty())
    throw Failure(Kind::usage, "--clock-from and --cert are for a single delivery",
                  "leave them out; opts.certificate of a line is its PEM");
}

Option moment_option(WebhookOptions& to) {
  return {"--timestamp", "TIME", "seconds since 1970, or RFC 3339 (default: now)",
          [&to](const std::string& v) {
            const bool number = !v.empty() && v.find_first_not_of("0123456789") == v.npos;
            to.timestamp = number && v.size() <= 11 ? Time(std::chrono::seconds(std::stoll(v)))
                                                    : moment("--timestamp", v);
          }};
}

void add_delivery(Command& command, WebhookOptions& to) {
  Rows rows{command, "The delivery"};
  rows.text("--request", "FILE", "a raw HTTP request, as it crossed the wire; - is stdin",
            to.request);
  rows.text("--headers", "FILE", "its headers, one a line, or as JSON", to.headers);
  rows.text("--body", "FILE", "its body's bytes; - is stdin", to.body);
  rows.text("--har", "FILE", "a HAR file that has it", to.har);
  rows.add({"--entry", "N", "which of the HAR file's entries, from 0",
            [&to](const std::string& v) { to.entry = whole("--entry", v, 0, kMostEntries); }});
  rows.text("--batch", "FILE", "many: one JSON object a line; answers with one a line", to.batch);
}

Command verify_command(Options& options) {
  WebhookOptions& to = options.webhook;
  Command command{"verify",
                  "Verifies a webhook's signature, offline, and names the cause when it does not "
                  "match."};
  add_delivery(command, to);
  Rows rows{command, "Its sender"};
  rows.text("--scheme", "NAME|FILE|auto",
            "whose signature; auto tells it from the headers (default)", to.scheme);
  add_secrets(rows, to);
  add_settings(rows, to);
  rows.add({"--algorithm", "NAME", "the algorithm that it must be (RFC 9421)",
            [&to](const std::string& v) { to.settings.emplace_back("algorithm", v); }});
  rows.text("--cert", "FILE", "the sender's certificate and its issuers (PayPal), PEM",
            to.certificate);
  rows.text("--ca-file", "FILE", "trust these roots for it instead of the machine's", to.ca_file);
  Rows generic{command, "The generic scheme"};
  add_generic(generic, to);
  Rows judging{command, "Judging"};
  judging.add(tolerance_option(to));
  judging.text("--clock-from", "URL", "compare this machine's clock with the server's Date header",
               to.clock_from);
  Option candidates{"--try-secret-file", "FILE",
                    "secrets that may be the right one, one a line, with a name",
                    [&to](const std::string& v) { to.candidates.push_back(v); }};
  candidates.repeats = true;
  judging.add(std::move(candidates));
  judging.flag("--allow-uncovered-body", "accept a signature that leaves the body out (RFC 9421)",
               to.uncovered_body);
  judging.add({"--no-diagnosis", "", "say whether, and do not look for why",
               [&to](const std::string&) { to.diagnose = false; }});
  add_common_options(command, options.common);
  command.notes =
      "Examples:\n"
      "  checkoutdiag webhook verify --request delivery.http --secret-file whsec\n"
      "  checkoutdiag webhook verify --scheme stripe --secret-env WHSEC \\\n"
      "    --headers headers.txt --body body.json\n"
      "  checkoutdiag webhook verify --scheme twilio --secret-env TOKEN \\\n"
      "    --request delivery.http --url https://shop.example/sms\n"
      "  checkoutdiag webhook verify --batch - < deliveries.ndjson\n"
      "\n"
      "Exit: 0 valid, 1 invalid, 2 wrong call.\n";
  command.run = [&options] {
    check_common_options(options.common);
    check_verify(options.webhook);
    refuse_both(options.common.now.has_value(), !options.webhook.clock_from.empty(),
                "--now and --clock-from");
    check_batch(options.webhook, options.common);
    if (options.webhook.scheme.empty()) options.webhook.scheme = "auto";
    return run_webhook_verify(options.webhook, options.common);
  };
  return command;
}

Command sign_command(Options& options) {
  WebhookOptions& to = options.webhook;
  Command command{"sign", "Signs a body as a gateway does, and prints the headers."};
  Rows rows{command, "Options"};
  rows.text("--scheme", "NAME|FILE", "as whom; checkoutdiag webhook schemes lists them", to.scheme);
  add_secrets(rows, to);
  rows.text("--body", "FILE", "the body's bytes; - is stdin (default)", to.body);
  rows.text("--headers", "FILE", "headers that the request has besides; some schemes sign them",
            to.headers);
  rows.add(moment_option(to));
  rows.text("--id", "ID", "the message's id (default: made from the body)", to.id);
  add_settings(rows, to);
  rows.list("--key-id", "ID", "the secret's name, of schemes that name keys", to.key_ids);
  rows.list("--component", "NAME", "what RFC 9421 covers, such as @method", to.components);
  rows.text("--output", "headers|curl|json", "what to print (default: headers)", to.output);
  rows.flag("--allow-live", "sign with a live key (sk_live_…)", to.allow_live);
  Rows generic{command, "The generic scheme"};
  add_generic(generic, to);
  command.notes =
      "Examples:\n"
      "  checkoutdiag webhook sign --scheme stripe --secret-file whsec --body e.json\n"
      "  checkoutdiag webhook sign --scheme github --secret-env HOOK --body e.json \\\n"
      "    --output curl --url http://127.0.0.1:3000/hook\n"
      "\n"
      "Exit: 0 signed, 2 wrong call.\n";
  command.run = [&options] {
    WebhookOptions& asked = options.webhook;
    if (asked.scheme.empty())
      throw Failure(Kind::usage, "--scheme is missing",
                    "name one: checkoutdiag webhook schemes lists them");
    if (asked.scheme == "auto")
      throw Failure(Kind::usage, "to sign, a scheme must be named",
                    "checkoutdiag webhook schemes lists them");
    if (asked.secrets.empty())
      throw Failure(Kind::usage, "there is no secret to sign with",
                    "--secret-file FILE, or --secret-env NAME");
    choice<int>("--output", asked.output, {{"headers", 0}, {"curl", 1}, {"json", 2}});
    if (asked.output == "curl" && asked.url.empty())
      throw Failure(Kind::usage, "a curl command needs to know where to",
                    "--url http://127.0.0.1:3000/webhook");
    if (asked.body.empty()) asked.body = "-";
    check_generic(asked);
    check_stdin(asked);
    return run_webhook_sign(asked);
  };
  return command;
}

void add_probe(Command& command, WebhookDrillOptions& to) {
  Rows rows{command, "What counts the effects"};
  rows.text("--probe-url", "URL", "a GET that answers with a number, or JSON that has it",
            to.probe_url);
  rows.text("--probe-pointer", "POINTER",
            "where it is in the JSON: /count; a list counts its items", to.probe_pointer);
  rows.text("--probe-cmd", "COMMAND", "a shell command that prints a number", to.probe_command);
  rows.text("--probe-sqlite", "FILE", "an SQLite database, read only, with --probe-sql",
            to.probe_sqlite);
  rows.text("--probe-sql", "QUERY", "a query of one number", to.probe_sql);
  rows.add({"--settle", "SECONDS", "that an effect may take after its answer (default: 2)",
            [&to](const std::string& v) { to.settle = number("--settle", v, 0.1, 600); }});
}

void add_hooks(Command& command, WebhookDrillOptions& to) {
  Rows rows{command, "Shell commands"};
  rows.text("--before-cmd", "COMMAND", "before each trial", to.before);
  rows.text("--create-order-cmd", "COMMAND", "makes the order $CHECKOUTDIAG_ORDER",
            to.create_order);
  rows.text("--restart-cmd", "COMMAND", "kills the receiver (kill -9), and starts it again",
            to.restart);
}

void check_drill(const WebhookDrillOptions& options) {
  const int probes =
      !options.probe_url.empty() + !options.probe_command.empty() + !options.probe_sqlite.empty();
  if (probes > 1)
    throw Failure(Kind::usage, "more than one probe is given",
                  "leave all but one of --probe-url, --probe-cmd and --probe-sqlite out");
  if (options.probe_sqlite.empty() != options.probe_sql.empty())
    throw Failure(Kind::usage, "--probe-sqlite and --probe-sql belong together",
                  "such as --probe-sqlite shop.db --probe-sql 'SELECT count(*) FROM payments'");
  if (options.probe_url.empty() && !options.probe_pointer.empty())
    throw Failure(Kind::usage, "--probe-pointer is --probe-url's", "leave it out");
}

Command drill_command(Options& options) {
  WebhookOptions& sender = options.webhook;
  WebhookDrillOptions& to = options.webhook_drill;
  Command command{"drill",
                  "Does an endpoint take webhooks as it must? Delivers right ones, forged ones, "
                  "late, twice, and many at once, and counts what comes of them."};
  add_sender(command, "whose signature; checkoutdiag webhook schemes lists them", sender);
  Rows events{command, "The events"};
  events.text("--event", "FILE",
              "one of yours, with {id} and {order} in it (default: the scheme's)", to.event);
  add_probe(command, to);
  add_hooks(command, to);
  Rows run{command, "The drill"};
  run.list("--trial", "NAME", "this one alone; may be repeated (default: all)", to.trials);
  run.list("--skip", "NAME", "not this one; may be repeated", to.skipped);
  run.add({"--concurrency", "N", "deliveries at once in the trial together (default: 16)",
           [&to](const std::string& v) { to.together = whole("--concurrency", v, 2, 200); }});
  run.add({"--answer-timeout", "SECONDS",
           "that the sender waits for an answer (default: the scheme's, or 10)",
           [&to](const std::string& v) { to.timeout = number("--answer-timeout", v, 0.1, 600); }});
  run.text("--ca-file", "FILE", "trust these roots for the endpoint", to.ca_file);
  run.flag("--allow-remote", "the endpoint may be on another machine", to.allow_remote);
  add_common_options(command, options.common);
  command.positional = {"URL", "the endpoint, on this machine",
                        [&to](const std::string& v) { to.url = v; }};
  command.positional.required = true;
  command.notes =
      "In URLs, queries and commands {id} and {order} become the event's id and the\n"
      "order; commands have them as CHECKOUTDIAG_EVENT and CHECKOUTDIAG_ORDER, too.\n"
      "\n"
      "Examples:\n"
      "  checkoutdiag webhook drill http://127.0.0.1:3000/webhook --scheme stripe \\\n"
      "    --secret-file whsec --probe-cmd 'psql -tAc \"select count(*) from payments\"'\n"
      "  checkoutdiag webhook drill http://127.0.0.1:3000/webhook --scheme github \\\n"
      "    --secret-env HOOK --probe-url http://127.0.0.1:3000/stats \\\n"
      "    --probe-pointer /handled\n";
  command.run = [&options] {
    check_common_options(options.common);
    check_sender(options.webhook);
    check_drill(options.webhook_drill);
    return run_webhook_drill(options.webhook, options.webhook_drill, options.common);
  };
  return command;
}

Command schemes_command(Options& options) {
  WebhookOptions& to = options.webhook;
  Command command{"schemes",
                  "Lists the signature schemes that are built in, and what each protects; with "
                  "NAME, that one in full."};
  command.options.push_back({"--json", "",
                             "as JSON; of NAME the file itself, to begin an own one from",
                             [&to](const std::string&) { to.json = true; }});
  command.positional = {"NAME", "such as stripe", [&to](const std::string& v) { to.name = v; }};
  command.run = [&to] { return run_webhook_schemes(to); };
  return command;
}

}  // namespace

Command webhook_commands(Options& options) {
  Command webhook{"webhook", "Questions about webhooks: is the signature right, and why not?"};
  webhook.commands.push_back(verify_command(options));
  webhook.commands.push_back(sign_command(options));
  webhook.commands.push_back(drill_command(options));
  webhook.commands.push_back(webhook_listen_command(options));
  webhook.commands.push_back(webhook_events_command(options));
  webhook.commands.push_back(schemes_command(options));
  return webhook;
}

}  // namespace checkoutdiag::usage
