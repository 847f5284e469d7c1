#include <algorithm>
#include <utility>

#include "checks/tls/commands.hpp"
#include "checks/tls/scope.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 8446 section 6.2: error alerts", "https://www.rfc-editor.org/rfc/rfc8446#section-6.2"},
    {"RFC 6066 section 3: server name indication",
     "https://www.rfc-editor.org/rfc/rfc6066#section-3"},
};

std::string words_of(const Answer& answer) {
  switch (answer.kind) {
    case ReplyKind::alert:
      return answer.alert ? "alert " + alert_text(*answer.alert) : "an alert";
    case ReplyKind::closed:
      return "a closed connection";
    case ReplyKind::reset:
      return "a reset connection";
    default:
      return "a refusal";
  }
}

// "alert handshake_failure (40) to TLS 1.3, 1.2; alert protocol_version (70) to TLS 1.1", newest
// first.
std::string answers(const AddressFacts& seen) {
  std::vector<std::pair<std::string, std::vector<Version>>> by_answer;
  for (auto facts = seen.versions.rbegin(); facts != seen.versions.rend(); ++facts) {
    std::string words = words_of(facts->answer);
    auto same = std::find_if(by_answer.begin(), by_answer.end(),
                             [&](const auto& known) { return known.first == words; });
    if (same == by_answer.end()) same = by_answer.insert(by_answer.end(), {words, {}});
    same->second.push_back(facts->version);
  }
  std::string text;
  for (const auto& [words, versions] : by_answer)
    text += (text.empty() ? "" : "; ") + words + " to " + versions_text(versions);
  return text;
}

std::string repair(const TlsCase& seen) {
  if (seen.seen.sni.sent.empty()) return "ask by the gateway's name:" + paste(ask_by_name(seen));
  if (seen.seen.sni.without == State::accepted)
    return "it is the name that is refused; see what the gateway shows without one:" +
           paste(again(seen, {{"--sni", "none"}}));
  return "check the name first, with the one that the gateway's documentation gives:" +
         paste(again(seen, {{"--sni", "NAME"}})) +
         "\nthen ask the gateway whether it lets in a list of addresses, and whether the one that "
         "this machine comes from is on it";
}

void run(const TlsCase& seen, Outcome& outcome) {
  if (!all_refused(seen)) return;
  const std::string& name = seen.seen.sni.sent;
  Finding& finding = name.empty()
                         ? outcome.fail("no server name was sent, and every hello is refused: {}",
                                        answers(seen.seen))
                         : outcome.fail("refuses every hello: {}", answers(seen.seen));
  finding.with("name", name).with("answers", answers(seen.seen)).fixed_by(repair(seen));
}

}  // namespace

constinit const Check<TlsCase> refuses_everything{
    .rule = {.id = "tls/refuses-everything",
             .level = Level::error,
             .title = "the gateway speaks TLS and refuses every hello",
             .why = "It answers with alerts, so TLS is there, and yet no version with any suite is "
                    "taken: no client can connect in this way. A name that is missing or unknown "
                    "to it is the usual cause, then a list of addresses that it lets in.",
             .fix = "ask by the name that the gateway's documentation gives:\n"
                    "  checkoutdiag tls probe NAME --connect ADDRESS\n"
                    "then ask the gateway whether it lets in a list of addresses, and whether the "
                    "one that this machine comes from is on it",
             .references = kReferences},
    .skip =
        [](const TlsCase& seen) {
          return all_refused(seen) ? std::string_view{} : no_answers(seen);
        },
    .run = &run,
};

}  // namespace checkoutdiag::tls::rules
