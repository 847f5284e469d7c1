#include <algorithm>

#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9293 section 3.10.7: how a closed port answers",
     "https://www.rfc-editor.org/rfc/rfc9293#section-3.10.7"},
    {"curl: CURLOPT_CONNECTTIMEOUT and friends, what a time-out can and cannot tell",
     "https://curl.se/libcurl/c/CURLOPT_CONNECTTIMEOUT.html"},
};

// One rule judges two things: each address, and the target that has them.
constexpr Rule kRule{
    .id = "tls/reachable",
    .level = Level::error,
    .title = "the gateway can be reached",
    .why =
        "What was not reached was not judged. This rule is never a finding: a name that does not "
        "resolve, a closed port and silence are all inconclusive, because the fault may be on "
        "this side.",
    .fix =
        "check the name and the port, and from which networks the gateway lets itself be asked: "
        "curl -v https://HOST:PORT/",
    .references = kReferences};

std::string words_of(const Answer& answer) {
  return answer.detail.empty() ? std::string() : ": " + answer.detail;
}

void say_why(const TlsCase& seen, Outcome& outcome) {
  const Answer& answer = seen.seen.first_answer;
  std::string where = address_text(seen.seen), words = words_of(answer);
  switch (answer.kind) {
    case ReplyKind::connect_refused:
      return outcome.undecided(
          "{} is closed: the connection was refused; check the port, and whether a firewall "
          "answers in the gateway's place",
          where);
    case ReplyKind::connect_timeout:
      return outcome.undecided(
          "{} does not answer: filtered or down; try from a network that the gateway allows, or "
          "wait longer with --timeout",
          where);
    case ReplyKind::connect_failed:
      return outcome.undecided("{} cannot be reached from here{}; check the route: ip route get {}",
                               where, words, seen.seen.address.ip);
    case ReplyKind::proxy_error:
      return outcome.undecided(
          "the proxy refused{}: this is not the gateway's word; check --proxy and its credentials",
          words);
    case ReplyKind::silence:
      return outcome.undecided(
          "{} takes the connection and stays silent{}; wait longer with --timeout, or ask what "
          "sits in front of the gateway",
          where, words);
    case ReplyKind::closed:
    case ReplyKind::reset:
      return outcome.undecided(
          "{} takes the connection and {} it before any answer{}; often a list of allowed source "
          "addresses",
          where, answer.kind == ReplyKind::reset ? "resets" : "closes", words);
    default:
      return outcome.undecided("{} gave no answer that tells whether it speaks TLS{}", where,
                               words);
  }
}

void say_interrupted(const std::string& where, Outcome& outcome) {
  outcome.undecided(
      "the probe of {} was ended before it was done, by --deadline or a signal; give it more time "
      "with --deadline",
      where);
}

void run(const TlsCase& seen, Outcome& outcome) {
  if (seen.seen.interrupted)
    say_interrupted(address_text(seen.seen), outcome);
  else if (seen.seen.reachable == State::unknown)
    say_why(seen, outcome);
}

void run_target(const TargetCase& target, Outcome& outcome) {
  const TargetFacts& seen = target.seen;
  bool told_by_address = std::any_of(seen.addresses.begin(), seen.addresses.end(),
                                     [](const AddressFacts& each) { return each.interrupted; });
  if (!seen.resolve_error.empty())
    outcome.undecided(
        "{} does not resolve: {}; check the name, and this machine's resolver: getent hosts {}",
        seen.endpoint.host, seen.resolve_error, shell_word(seen.endpoint.host));
  else if (seen.interrupted && !told_by_address)
    say_interrupted(net::to_string(seen.endpoint), outcome);
  else if (seen.addresses.empty())
    outcome.undecided("no address of {} was probed", net::to_string(seen.endpoint));
}

}  // namespace

constinit const Check<TlsCase> reachable{.rule = kRule, .run = &run};

constinit const Check<TargetCase> target_reachable{.rule = kRule, .run = &run_target};

}  // namespace checkoutdiag::tls::rules
