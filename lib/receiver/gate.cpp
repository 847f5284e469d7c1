#include "lib/receiver/gate.hpp"

#include <fmt/core.h>

#include <map>

#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::receiver {
namespace {

using webhook::Verification;

// A Verifier is not for several threads: each has one, until the secrets change.
struct Made {
  std::uint64_t generation = 0;
  std::unique_ptr<webhook::Verifier> verifier;
};

std::atomic<std::uint64_t> last_generation{0};

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

int status_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::stored:
    case Verdict::duplicate:
    case Verdict::parked:
    case Verdict::superseded:
      return 200;
    case Verdict::conflict:
      return 409;
    case Verdict::unsigned_one:
    case Verdict::stale:
      return 400;
    case Verdict::not_post:
      return 405;
    case Verdict::elsewhere:
      return 404;
    case Verdict::store_down:
    case Verdict::busy:
      return 503;
  }
  return 503;
}

// What the sender is told: nothing that helps to guess.
std::string_view words_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::stored:
    case Verdict::duplicate:
    case Verdict::parked:
    case Verdict::superseded:
      return "";
    case Verdict::conflict:
      return "an event with this id and another body is there\n";
    case Verdict::unsigned_one:
      return "the signature is not right\n";
    case Verdict::stale:
      return "the timestamp is too far from now\n";
    case Verdict::not_post:
      return "POST\n";
    case Verdict::elsewhere:
      return "nothing is here\n";
    case Verdict::store_down:
    case Verdict::busy:
      return "later\n";
  }
  return "";
}

}  // namespace

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::stored:
      return "stored";
    case Verdict::duplicate:
      return "duplicate";
    case Verdict::conflict:
      return "conflict";
    case Verdict::parked:
      return "parked";
    case Verdict::superseded:
      return "superseded";
    case Verdict::unsigned_one:
      return "unsigned";
    case Verdict::stale:
      return "stale";
    case Verdict::not_post:
      return "not-post";
    case Verdict::elsewhere:
      return "elsewhere";
    case Verdict::store_down:
      return "store-down";
    case Verdict::busy:
      return "busy";
  }
  return "";
}

namespace {

Verdict verdict_of(Stored stored) {
  switch (stored) {
    case Stored::fresh:
      return Verdict::stored;
    case Stored::duplicate:
      return Verdict::duplicate;
    case Stored::conflict:
      return Verdict::conflict;
    case Stored::parked:
      return Verdict::parked;
    case Stored::superseded:
      return Verdict::superseded;
  }
  return Verdict::store_down;
}

std::string why_of(Verdict verdict, const std::string& order) {
  if (verdict == Verdict::parked) return fmt::format("order {} is not registered yet", order);
  if (verdict == Verdict::superseded) return fmt::format("order {} has gone on", order);
  return {};
}

}  // namespace

Gate::Gate(GateOptions options, Intake& intake, Watch watch)
    : options_(std::move(options)), intake_(intake), watch_(std::move(watch)) {}

void Gate::set_secrets(std::vector<Secret> secrets) {
  secrets_ = std::make_shared<const Secrets>(Secrets{++last_generation, std::move(secrets)});
}

Verification Gate::verify(const http::Request& request) const {
  static thread_local std::map<const Gate*, Made> made;
  const std::shared_ptr<const Secrets> secrets = secrets_.load();
  Made& mine = made[this];
  if (!mine.verifier || mine.generation != secrets->generation) {
    mine.verifier =
        std::make_unique<webhook::Verifier>(options_.scheme, secrets->all, options_.settings);
    mine.generation = secrets->generation;
  }
  webhook::Delivery delivery;
  delivery.method = request.method;
  delivery.url = options_.url;
  delivery.headers = request.headers;
  delivery.body = request.body;
  return mine.verifier->verify(delivery, milliseconds_now() / 1000);
}

void Gate::tell(const http::Answer& answer, Seen seen) const {
  seen.status = status_of(seen.verdict);
  ++counts_[static_cast<std::size_t>(seen.verdict)];
  http::Reply reply;
  reply.status = seen.status;
  reply.body = words_of(seen.verdict);
  if (!reply.body.empty()) reply.headers.push_back({"Content-Type", "text/plain"});
  if (seen.verdict == Verdict::not_post) reply.headers.push_back({"Allow", "POST"});
  if (seen.status == 503) reply.headers.push_back({"Retry-After", "5"});
  answer(std::move(reply));
  if (watch_) watch_(seen);
}

void Gate::handle(http::Request request, const http::Answer& answer) {
  Seen seen;
  seen.bytes = request.body.size();
  if (!options_.path.empty() && path_of(request.target) != options_.path) {
    seen.verdict = Verdict::elsewhere;
    return tell(answer, std::move(seen));
  }
  if (request.method != "POST") {
    seen.verdict = Verdict::not_post;
    return tell(answer, std::move(seen));
  }
  const Verification found = verify(request);
  if (!found.valid()) {
    const bool is_stale = found.trouble == webhook::Trouble::none && found.signature;
    seen.verdict = is_stale ? Verdict::stale : Verdict::unsigned_one;
    seen.why = is_stale ? fmt::format("{} s from now", found.seconds_off)
               : found.trouble == webhook::Trouble::none
                   ? "no secret proves the signature"
                   : std::string(webhook::name(found.trouble));
    return tell(answer, std::move(seen));
  }
  Event event = event_of(options_.scheme, std::move(request), milliseconds_now());
  if (options_.orders) read_order(*options_.orders, event);
  seen.key = text::printable(text::redacted(event.key), 120);
  const std::string order = text::printable(text::redacted(event.order), 80);
  const bool taken = intake_.put(
      std::move(event), [this, answer, seen, order](Stored stored, const std::string& problem) {
        Seen then = seen;
        then.verdict = problem.empty() ? verdict_of(stored) : Verdict::store_down;
        then.why = problem.empty() ? why_of(then.verdict, order) : problem;
        tell(answer, std::move(then));
      });
  if (taken) return;
  seen.verdict = Verdict::busy;
  tell(answer, std::move(seen));
}

}  // namespace checkoutdiag::receiver
