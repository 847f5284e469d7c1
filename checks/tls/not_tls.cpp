#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110 section 4.2.2: the https scheme",
     "https://www.rfc-editor.org/rfc/rfc9110#section-4.2.2"},
    {"PCI DSS 4.0.1, requirement 4.2.1: card data in transit",
     "https://www.pcisecuritystandards.org/document_library/"},
};

std::string spoken(const Answer& answer) {
  std::string bytes =
      answer.detail.empty() ? "" : fmt::format(" (\"{}\")", text::printable(answer.detail, 80));
  switch (answer.kind) {
    case ReplyKind::plain_http:
      return "plain HTTP" + bytes;
    case ReplyKind::other_protocol:
      return "another protocol" + bytes;
    case ReplyKind::alert:
      return "nothing but alerts" + bytes;
    default:
      return "bytes that cannot be read as TLS" + bytes;
  }
}

std::string repair(const TlsCase& seen) {
  std::string look = seen.seen.first_answer.kind == ReplyKind::plain_http
                         ? "curl -v http://" + shell_word(net::to_string(seen.endpoint)) + "/"
                         : "curl -v telnet://" + shell_word(net::to_string(seen.endpoint));
  std::string port = seen.endpoint.port == 443
                         ? "ask the operator why port 443 does not serve TLS"
                         : "use the port that serves TLS, 443 for most gateways";
  return port + "; what answers now: " + look;
}

void run(const TlsCase& seen, Outcome& outcome) {
  if (seen.seen.reachable != State::refused) return;
  const Answer& answer = seen.seen.first_answer;
  outcome.fail("{} answers with {}, not with TLS", address_text(seen.seen), spoken(answer))
      .with("first_bytes", answer.detail)
      .with("via_proxy", seen.seen.via_proxy ? "yes" : "no")
      .fixed_by(repair(seen));
}

}  // namespace

constinit const Check<TlsCase> not_tls{
    .rule = {.id = "tls/not-tls",
             .level = Level::error,
             .title = "the port answers, but not with TLS",
             .why = "Something is listening that speaks another protocol: a plain HTTP port, "
                    "another service, or a proxy's page. A client says only `wrong version "
                    "number`.",
             .fix = "use the port that serves TLS (443 for most gateways), and look at what "
                    "answers: curl -v http://HOST:PORT/",
             .references = kReferences},
    .skip = [](const TlsCase& seen) -> std::string_view {
      if (seen.seen.reachable == State::unknown) return "nothing was reached";
      return {};
    },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
