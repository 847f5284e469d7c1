#include <fcntl.h>
#include <fmt/core.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <nlohmann/json.hpp>

#include "cli/charge.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/interrupt.hpp"
#include "cli/line_writer.hpp"
#include "cli/terminal.hpp"
#include "cli/webhook.hpp"
#include "cli/webhook_store.hpp"
#include "lib/failure.hpp"
#include "lib/receiver/receiver.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"
#include "lib/text/time.hpp"

namespace checkoutdiag {
namespace {

using Json = nlohmann::ordered_json;
using Kind = Failure::Kind;

constexpr std::chrono::milliseconds kFarewell{10'000};

std::atomic<int> reload_descriptor{-1};

extern "C" void on_hangup(int) {
  const int saved = errno;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(reload_descriptor.load(), &one, sizeof one);
  errno = saved;
}

void install_hangup_handler() {
  reload_descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  struct sigaction action {};
  action.sa_handler = on_hangup;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGHUP, &action, nullptr);
}

void take_hangup() {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t taken = ::read(reload_descriptor.load(), &count, sizeof count);
}

// Never a forwarder for anybody: where to is the operator's word, and this machine's but for
// --allow-remote.
receiver::ForwardOptions forward_of(const WebhookListenOptions& options) {
  require_here(options.forward, "--forward", options.allow_remote,
               "forward to the application here, or add --allow-remote if it is yours");
  receiver::ForwardOptions forward;
  forward.url = options.forward;
  forward.ca_file = options.forward_ca;
  forward.attempts = options.attempts;
  forward.jobs = options.jobs;
  forward.timeout =
      std::chrono::milliseconds(static_cast<std::int64_t>(options.answer_timeout * 1000));
  return forward;
}

std::vector<Secret> secrets_of(const WebhookOptions& sender, const webhook::Scheme& scheme) {
  ReadSecrets read = read_webhook_secrets(sender);
  describe_keys(scheme, read);
  for (const webhook::GivenSecret& each : read.given)
    if (!each.fault.empty())
      throw Failure(Kind::input,
                    fmt::format("the secret in {} is no key: {}", each.from, each.fault),
                    "see what the scheme's secrets look like: checkoutdiag webhook schemes " +
                        text::printable(scheme.name));
  return std::move(read.secrets);
}

http::ServerOptions server_of(const WebhookListenOptions& options) {
  constexpr std::size_t kMostPem = 1 << 20;
  http::ServerOptions server;
  const ListenAt at = read_listen(options.listen, options.expose);
  server.address = at.address;
  server.port = at.port;
  server.threads = options.threads;
  server.most_body = options.most_body;
  if (!options.certificate.empty()) {
    server.certificate = read_file(options.certificate, "the certificate", kMostPem);
    server.key = read_file(options.key, "the key", kMostPem);
  }
  return server;
}

// The live view: a line for each delivery and each attempt to pass one on.
class View {
 public:
  View(bool human, bool json) : human_(human), json_(json) {}

  bool wanted() const { return human_ || json_; }

  void delivery(const receiver::Seen& seen) const {
    if (json_) {
      Json line = begun("delivery");
      line["verdict"] = receiver::name(seen.verdict);
      line["status"] = seen.status;
      line["key"] = seen.key.empty() ? Json() : Json(seen.key);
      line["bytes"] = seen.bytes;
      line["why"] = seen.why.empty() ? Json() : Json(text::printable(seen.why));
      return write(line.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
    write(fmt::format("{} {} {}{}{}", now(), seen.status, receiver::name(seen.verdict),
                      seen.key.empty() ? "" : " " + seen.key,
                      seen.why.empty() ? "" : ": " + text::printable(seen.why)));
  }

  void attempt(const receiver::Job& job, const receiver::Attempted& attempt) const {
    const std::string key = text::printable(text::redacted(job.event.key), 120);
    if (json_) {
      Json line = begun("forward");
      line["state"] = receiver::name(attempt.state);
      line["status"] = attempt.status == 0 ? Json() : Json(attempt.status);
      line["key"] = key;
      line["attempt"] = job.attempt;
      line["error"] = attempt.error.empty() ? Json() : Json(text::printable(attempt.error));
      return write(line.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
    write(fmt::format("{} {} {} attempt {}{}", now(), receiver::name(attempt.state), key,
                      job.attempt,
                      attempt.error.empty() ? "" : ": " + text::printable(attempt.error)));
  }

 private:
  static std::string now() {
    return text::rfc3339(
        std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
  }
  static Json begun(const char* what) {
    Json line;
    line["at"] = now();
    line["what"] = what;
    return line;
  }
  void write(std::string line) const { lines_.write(std::move(line)); }

  std::string left_out(std::size_t count) const {
    if (!json_) return fmt::format("{} {} lines are left out: they are not read", now(), count);
    Json line = begun("left-out");
    line["count"] = count;
    return line.dump();
  }

  const bool human_, json_;
  mutable LineWriter lines_{[this](std::size_t count) { return left_out(count); }};
};

void tell_outage(const std::string& why) {
  complain(why.empty()
               ? "checkoutdiag: the store takes events again\n"
               : fmt::format("checkoutdiag: the store takes nothing, so senders get 503: {}\n",
                             text::printable(why, 300)));
}

// A payment that the application never hears of is somebody's matter.
void tell_superseded(const receiver::Seen& seen) {
  if (seen.verdict != receiver::Verdict::superseded) return;
  complain(
      fmt::format("checkoutdiag: {} is not passed on: {}; to pass it on all the same: "
                  "checkoutdiag webhook events resend {}\n",
                  seen.key, seen.why, seen.key));
}

receiver::OrderRules orders_of(const WebhookListenOptions& options, const webhook::Scheme& scheme) {
  if (!options.order_rules.empty()) return receiver::read_order_rules(options.order_rules);
  receiver::OrderRules rules = receiver::order_rules_of(scheme.name);
  if (rules.order.empty())
    throw Failure(Kind::usage,
                  fmt::format("where events of {} name their order is not known",
                              text::printable(scheme.name, 80)),
                  "say it: --order-rules FILE (man checkoutdiag-webhook-listen)");
  return rules;
}

// Longer than the sender comes again, and than people send by hand.
int days_to_keep(const WebhookListenOptions& options, const webhook::Scheme& scheme) {
  constexpr int kUsual = 30, kMore = 15;
  if (options.keep_days >= 0) return options.keep_days;
  return std::max(kUsual, scheme.retry_days ? *scheme.retry_days + kMore : 0);
}

void reload(const WebhookOptions& sender, const webhook::Scheme& scheme,
            receiver::Receiver& receiver) {
  try {
    std::vector<Secret> secrets = secrets_of(sender, scheme);
    const std::size_t count = secrets.size();
    receiver.set_secrets(std::move(secrets));
    complain(fmt::format("checkoutdiag: read {} secret{} again\n", count, count == 1 ? "" : "s"));
  } catch (const Failure& failure) {
    complain(fmt::format("checkoutdiag: the secrets stay as they were: {}\n", failure.what()));
  }
}

}  // namespace

int run_webhook_listen(const WebhookOptions& sender, const WebhookListenOptions& options) {
  receiver::ReceiverOptions to;
  to.gate.scheme = read_scheme(sender);
  to.gate.settings = settings_of(sender);
  to.gate.url = sender.url;
  to.gate.path = options.path;
  to.secrets = secrets_of(sender, to.gate.scheme);
  to.store = store_place(options);
  if (options.orders || !options.order_rules.empty())
    to.gate.orders = orders_of(options, to.gate.scheme);
  to.server = server_of(options);
  if (!options.admin.empty()) {
    const ListenAt at = read_listen(options.admin, options.expose);
    to.admin.emplace();
    to.admin->address = at.address;
    to.admin->port = at.port;
    to.admin->threads = 4;  // one may wait for the store
  }
  if (!options.forward.empty()) to.forward = forward_of(options);
  to.keep = std::chrono::hours(24 * days_to_keep(options, to.gate.scheme));
  const View view(options.print, options.json);
  to.outage = tell_outage;
  to.seen = [&view](const receiver::Seen& seen) {
    if (view.wanted()) view.delivery(seen);
    tell_superseded(seen);
  };
  if (view.wanted()) {
    to.told = [&view](const receiver::Job& job, const receiver::Attempted& attempt) {
      view.attempt(job, attempt);
    };
  }
  const webhook::Scheme scheme = to.gate.scheme;
  const std::string store = to.store.text();
  const bool passes_on = to.forward.has_value(), has_orders = to.gate.orders.has_value();
  install_hangup_handler();
  receiver::Receiver receiver(std::move(to));
  print(receiver.origin() + "\n");
  complain(fmt::format("checkoutdiag: events are kept in {}\n", store));
  for (const std::string& each : receiver.may_lose())
    complain(fmt::format("checkoutdiag: warning: {}\n", each));
  if (!passes_on)
    complain(
        "checkoutdiag: without --forward events wait, and are kept until they are passed on\n");
  if (!receiver.admin_origin().empty())
    complain(fmt::format("checkoutdiag: {0}/healthz, /metrics{1}\n", receiver.admin_origin(),
                         has_orders ? ", and /orders, where orders are registered" : ""));
  while (interrupted_by() == 0) {
    if (!wait_readable(reload_descriptor.load())) continue;
    take_hangup();
    reload(sender, scheme, receiver);
  }
  receiver.stop(kFarewell);
  return 0;
}

}  // namespace checkoutdiag
