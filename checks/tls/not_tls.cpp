#include "checks/tls/commands.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 9110 section 4.2.2: the https scheme",
     "https://www.rfc-editor.org/rfc/rfc9110#section-4.2.2"},
    {"PCI DSS 4.0.1, requirement 4.2.1: card data in transit",
     "https://www.pcisecuritystandards.org/document_library/"},
};

// The status line or greeting; what follows it is the server's own talk.
std::string first_line(const std::string& text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

std::string spoken(const Answer& answer) {
  std::string line = first_line(answer.detail);
  std::string bytes = line.empty() ? "" : fmt::format(" (\"{}\")", text::printable(line, 80));
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
  const std::string where = net::to_string(seen.dial);
  std::string look = seen.seen.first_answer.kind == ReplyKind::plain_http
                         ? "curl -sv " + shell_word("http://" + where + "/")
                         : "curl -sv -m 5 " + shell_word("telnet://" + where) + " </dev/null";
  std::string port = seen.endpoint.port == 443
                         ? "ask the operator why port 443 does not serve TLS"
                         : "use the port that serves TLS, 443 for most gateways";
  return port + "; what answers now:" + paste(look);
}

void run(const TlsCase& seen, Outcome& outcome) {
  if (seen.seen.reachable != State::refused) return;
  const Answer& answer = seen.seen.first_answer;
  outcome.fail("{} answers with {}, not with TLS", address_text(seen.seen), spoken(answer))
      .with("first_bytes", first_line(answer.detail))
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
             .fix = "use the port that serves TLS, 443 for most gateways; what answers now:\n"
                    "  curl -sv http://HOST:PORT/",
             .references = kReferences},
    .skip = [](const TlsCase& seen) -> std::string_view {
      if (seen.seen.reachable == State::unknown) return "nothing was reached";
      return {};
    },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
