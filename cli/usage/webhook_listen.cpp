#include "cli/commands.hpp"
#include "cli/usage/rows.hpp"
#include "cli/usage/tree.hpp"
#include "cli/usage/values.hpp"
#include "cli/usage/webhook_rows.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag::usage {
namespace {

using Kind = Failure::Kind;

void add_store(Rows& rows, WebhookListenOptions& to) {
  rows.text("--store", "sqlite:FILE|redis://HOST",
            "where events are kept (default: checkoutdiag-webhooks.db)", to.store);
  rows.add({"--store-password-file", "FILE", "Redis's password", [&to](const std::string& v) {
              to.store_password = SecretSource{false, v};
            }});
  rows.add(
      {"--store-password-env", "NAME", "the same, in the environment", [&to](const std::string& v) {
         to.store_password = SecretSource{true, v};
       }});
  rows.flag("--allow-remote", "Redis, and the application, may be on other machines",
            to.allow_remote);
}

void add_place(Command& command, WebhookListenOptions& to) {
  Rows rows{command, "Where"};
  rows.text("--listen", "ADDRESS:PORT", "port 0 is a free one (default: 127.0.0.1:0)", to.listen);
  rows.add({"--port", "PORT", "the same on 127.0.0.1", [&to](const std::string& v) {
              constexpr int kMost = 65'535;
              to.listen = "127.0.0.1:" + std::to_string(whole("--port", v, 0, kMost));
            }});
  rows.flag("--expose", "allow an address that others can reach", to.expose);
  rows.text("--path", "PATH", "take deliveries there alone (default: anywhere)", to.path);
  rows.text("--tls-cert", "FILE", "HTTPS, with this chain (PEM)", to.certificate);
  rows.text("--tls-key", "FILE", "and its key", to.key);
  rows.text("--admin", "ADDRESS:PORT", "answer /healthz and /metrics there", to.admin);
}

void add_limits(Command& command, WebhookListenOptions& to) {
  constexpr int kMostDays = 3650, kMostThreads = 64;
  Rows rows{command, "Keeping"};
  add_store(rows, to);
  rows.add({"--keep", "DAYS", "forget what is forwarded or superseded (default: 30 or more)",
            [&to](const std::string& v) { to.keep_days = whole("--keep", v, 1, kMostDays); }});
  rows.add({"--max-body", "BYTES", "larger ones get 413 (default: 1048576)",
            [&to](const std::string& v) {
              constexpr int kMost = 2'000'000;  // a value of the store
              to.most_body = static_cast<std::size_t>(whole("--max-body", v, 1, kMost));
            }});
  rows.add({"--threads", "N", "(default: 2)",
            [&to](const std::string& v) { to.threads = whole("--threads", v, 1, kMostThreads); }});
}

void add_forwarding(Command& command, WebhookListenOptions& to) {
  constexpr int kMostAttempts = 1000, kMostJobs = 64;
  Rows rows{command, "Passing on"};
  rows.text("--forward", "URL", "the application, on this machine", to.forward);
  rows.text("--forward-ca-file", "FILE", "trust these roots there", to.forward_ca);
  rows.add(
      {"--attempts", "N", "after which an event is given up (default: 20)",
       [&to](const std::string& v) { to.attempts = whole("--attempts", v, 1, kMostAttempts); }});
  rows.add({"--jobs", "N", "at the same time (default: 4)",
            [&to](const std::string& v) { to.jobs = whole("--jobs", v, 1, kMostJobs); }});
  rows.add(
      {"--answer-timeout", "SECONDS", "for an answer (default: 30)", [&to](const std::string& v) {
         to.answer_timeout = number("--answer-timeout", v, 0.1, 600);
       }});
}

void add_orders(Command& command, WebhookListenOptions& to) {
  Rows rows{command, "Orders"};
  rows.flag("--orders", "park events until POST /orders (--admin) registers their order",
            to.orders);
  rows.text("--order-rules", "FILE", "the same, for events that are not known", to.order_rules);
}

void check_listen(const WebhookListenOptions& options) {
  if (options.certificate.empty() != options.key.empty())
    throw Failure(Kind::usage, "--tls-cert and --tls-key belong together", "give both, or none");
  if (!options.path.empty() && options.path.front() != '/')
    throw wrong_value("--path", options.path, "a path such as /webhook");
  refuse_both(options.print, options.json, "--print and --json");
  if (options.forward.empty() && !options.forward_ca.empty())
    throw Failure(Kind::usage, "--forward-ca-file is --forward's", "leave it out");
  if ((options.orders || !options.order_rules.empty()) && options.admin.empty())
    throw Failure(Kind::usage, "orders are registered at --admin, which is missing",
                  "--admin 127.0.0.1:4001");
}

}  // namespace

Command webhook_listen_command(Options& options) {
  WebhookOptions& sender = options.webhook;
  WebhookListenOptions& to = options.webhook_listen;
  Command command{"listen",
                  "Receives webhooks and loses none: verifies, stores, answers, and passes them on "
                  "until the application has taken them."};
  add_sender(command, "whose webhooks; checkoutdiag webhook schemes lists them", sender);
  add_place(command, to);
  add_limits(command, to);
  add_forwarding(command, to);
  add_orders(command, to);
  Rows view{command, "Live view"};
  view.flag("--print", "a line for each delivery and each attempt", to.print);
  view.flag("--json", "the same as JSON", to.json);
  command.notes =
      "Prints its address, and serves until SIGINT or SIGTERM. SIGHUP reads the\n"
      "secrets again: with two files, the old secret and the new one both count.\n"
      "\n"
      "Examples:\n"
      "  checkoutdiag webhook listen --port 4000 --scheme stripe --secret-file whsec \\\n"
      "    --forward http://127.0.0.1:3000/webhook --print\n"
      "  checkoutdiag webhook events list\n";
  command.run = [&options] {
    check_sender(options.webhook);
    check_listen(options.webhook_listen);
    return run_webhook_listen(options.webhook, options.webhook_listen);
  };
  return command;
}

namespace {

// What only one of the actions takes.
void check_events(const WebhookListenOptions& options) {
  const auto refuse = [](const char* option, const char* action) {
    throw Failure(Kind::usage, std::string(option) + " is for " + action, "leave it out");
  };
  if (options.action.empty())
    throw Failure(Kind::usage, "there is nothing to do", "list, show, resend or purge");
  const bool is_show = options.action == "show", is_resend = options.action == "resend",
             is_purge = options.action == "purge";
  if (options.body && !is_show) refuse("--body", "show");
  if (options.dead && !is_resend) refuse("--dead", "resend");
  if (options.older_days >= 0 && !is_purge) refuse("--older-than", "purge");
  if (!options.event.empty() && !is_show && !is_resend) refuse("an EVENT", "show and resend");
  if (is_show && options.event.empty())
    throw Failure(Kind::usage, "show takes an EVENT", "its number or its key: webhook events list");
  if (is_resend && options.event.empty() != options.dead)
    throw Failure(Kind::usage, "resend takes an EVENT, or --dead", "one of the two");
  if (is_purge && options.older_days < 0)
    throw Failure(Kind::usage, "--older-than is missing",
                  "a forgotten event is taken for a new one when it comes again: --older-than 30");
}

}  // namespace

Command webhook_events_command(Options& options) {
  WebhookListenOptions& to = options.webhook_listen;
  constexpr int kMostEvents = 1'000'000, kMostDays = 3650;
  Command command{"events", "What webhook listen has stored: list, show, resend, purge."};
  Rows rows{command, "Options"};
  add_store(rows, to);
  rows.text("--state", "WORD", "list: pending, forwarded, dead, parked or superseded", to.state);
  rows.add({"--most", "N", "list: how many (default: 20)",
            [&to](const std::string& v) { to.most = whole("--most", v, 1, kMostEvents); }});
  rows.flag("--json", "list, show: as JSON; a list as an object a line", to.json);
  rows.flag("--body", "show: the body's very bytes, and nothing else", to.body);
  rows.flag("--dead", "resend: all that were given up", to.dead);
  rows.add(
      {"--older-than", "DAYS", "purge: forwarded and superseded ones that are older",
       [&to](const std::string& v) { to.older_days = whole("--older-than", v, 0, kMostDays); }});
  command.positional = {"ACTION", "list, show EVENT, resend EVENT or purge",
                        [&to](const std::string& v) {
                          if (to.action.empty())
                            to.action = v;
                          else if (to.event.empty())
                            to.event = v;
                          else
                            throw wrong_value("EVENT", v, "one of them");
                        }};
  command.positional.repeats = true;
  command.notes =
      "Examples:\n"
      "  checkoutdiag webhook events list --state dead\n"
      "  checkoutdiag webhook events show 17\n"
      "  checkoutdiag webhook events resend --dead\n"
      "  checkoutdiag webhook events purge --older-than 90\n";
  command.run = [&to] {
    if (!to.action.empty())
      choice<int>("ACTION", to.action, {{"list", 0}, {"show", 0}, {"resend", 0}, {"purge", 0}});
    check_events(to);
    return run_webhook_events(to);
  };
  return command;
}

}  // namespace checkoutdiag::usage
