#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9293 section 3.10.7: how a closed port answers",
     "https://www.rfc-editor.org/rfc/rfc9293#section-3.10.7"},
    {"curl: CURLOPT_CONNECTTIMEOUT and friends, what a time-out can and cannot tell",
     "https://curl.se/libcurl/c/CURLOPT_CONNECTTIMEOUT.html"},
};

constexpr std::string_view kNotOnTheList =
    "most often the gateway lets in a list of addresses: ask it to add the one that this machine "
    "comes from";

std::string words_of(const Answer& answer) {
  return answer.detail.empty() ? std::string() : ": " + answer.detail;
}

// What a proxy says or does not is never the gateway's word.
void say_proxy(const TlsCase& seen, Outcome& outcome) {
  const Answer& answer = seen.seen.first_answer;
  const std::string proxy = seen.seen.proxy.empty() ? "that was given" : seen.seen.proxy;
  if (answer.kind == ReplyKind::proxy_unreachable)
    outcome.undecided(
        "the proxy {} cannot be reached, and the gateway was not asked{}; check the proxy's "
        "address, or go without it: --no-proxy",
        proxy, words_of(answer));
  else if (answer.detail.find("407") != std::string::npos)
    outcome.undecided(
        "the proxy {} wants credentials{}; give the right ones with "
        "--proxy-credentials-file FILE",
        proxy, words_of(answer));
  else
    outcome.undecided(
        "the proxy {} did not let us through to {}{}; ask who runs it to allow that, or go "
        "without it: --no-proxy",
        proxy, net::to_string(seen.dial), words_of(answer));
}

void say_why(const TlsCase& seen, Outcome& outcome) {
  const Answer& answer = seen.seen.first_answer;
  std::string where = address_text(seen.seen);
  switch (answer.kind) {
    case ReplyKind::connect_refused:
      return outcome.undecided(
          "{} is closed: the connection was refused; check the port, and whether a firewall "
          "answers in the gateway's place",
          where);
    case ReplyKind::connect_timeout:
      return outcome.undecided(
          "{} does not answer: filtered or down; ask the gateway which networks it lets in, and "
          "try from one of them or with a longer --timeout",
          where);
    case ReplyKind::connect_failed:
      return outcome.undecided("{} cannot be reached from here{}; check the route: ip route get {}",
                               where, words_of(answer), seen.seen.address.ip);
    case ReplyKind::proxy_error:
    case ReplyKind::proxy_unreachable:
      return say_proxy(seen, outcome);
    case ReplyKind::silence:
      return outcome.undecided(
          "{} takes the connection and stays silent; try with a longer --timeout, and ask what "
          "sits in front of the gateway",
          where);
    case ReplyKind::closed:
      return outcome.undecided("{} takes the connection and closes it before any answer; {}", where,
                               kNotOnTheList);
    case ReplyKind::reset:
      return outcome.undecided("{} takes the connection and resets it before any answer; {}", where,
                               kNotOnTheList);
    default:
      return outcome.undecided(
          "{} gave no answer that tells whether it speaks TLS{}; try again, and see what sits in "
          "front of it",
          where, words_of(answer));
  }
}

void run(const TlsCase& seen, Outcome& outcome) {
  if (seen.seen.interrupted)
    outcome.undecided("{}{}", address_text(seen.seen), kInterrupted);
  else if (seen.seen.reachable == State::unknown)
    say_why(seen, outcome);
}

}  // namespace

constinit const Check<TlsCase> reachable{
    .rule = {.id = "tls/reachable",
             .level = Level::error,
             .title = "the gateway can be reached",
             .why = "What was not reached was not judged. This rule is never a finding: a closed "
                    "port, silence, and a proxy that says no are all inconclusive, because the "
                    "fault may be on this side.",
             .fix = "check the port, and from which networks the gateway lets itself be asked:\n"
                    "  curl -v https://HOST:PORT/",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
