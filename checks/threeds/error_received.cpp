#include <algorithm>

#include "checks/threeds/shown_code.hpp"
#include "checks/threeds/threeds.hpp"
#include "lib/text/ascii.hpp"
#include "lib/threeds/meanings.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the fields of each version",
     "https://docs.3dsecure.io/3dsv2/specification_220.html"},
};

std::string_view skip(const MessageCase& seen) {
  return seen.message.type == "Erro" ? "" : "it is no Erro";
}

std::string_view component(const std::string& letter) {
  if (letter == "C") return "the SDK";
  if (letter == "S") return "the 3DS Server";
  if (letter == "D") return "the directory server";
  return letter == "A" ? "the ACS" : "somebody";
}

// The fields that a text names; what else it says may be of a card or a person.
std::string fields_in(const std::string& detail) {
  std::string names, word;
  bool has_others = false;
  const auto end_word = [&] {
    const bool is_field = std::any_of(table().begin(), table().end(),
                                      [&](const Row& each) { return each.field == word; });
    if (is_field && names.find(word) == std::string::npos)
      names += (names.empty() ? "" : ", ") + word;
    has_others = has_others || (!is_field && !word.empty());
    word.clear();
  };
  for (const char each : detail)
    if (text::is_letter(each) || text::is_digit(each))
      word += each;
    else
      end_word();
  end_word();
  return names +
         (has_others ? names.empty() ? "(a text, which is left out)" : " (and a text)" : "");
}

void run(const MessageCase& seen, Outcome& outcome) {
  const Message& erro = seen.message;
  const std::string code = erro.text("errorCode"), detail = erro.text("errorDetail");
  const Meaning* meaning = meaning_of("errorCode", code);
  const std::string about = erro.text("errorMessageType");
  Finding& finding =
      outcome.fail("{} answered {}{}: {}{}{}", component(erro.text("errorComponent")),
                   code.empty() ? "with an error" : "error " + shown_code(code),
                   about.empty() ? "" : " to the " + shown_code(about),
                   meaning ? meaning->means : "an unknown code",
                   detail.empty() ? "" : "; detail: ", fields_in(detail));
  finding.with("errorCode", shown_code(code));
  if (!detail.empty()) finding.with("errorDetail", fields_in(detail));
  if (meaning && !meaning->server.empty())
    finding.fixed_by(meaning->server +
                     (meaning->retry.empty() ? "" : "; another attempt: " + meaning->retry));
}

}  // namespace

constinit const Check<MessageCase> error_received{
    .rule = {.id = "threeds/error-received",
             .level = Level::error,
             .title = "a message was answered with an error",
             .why = "An Erro ends the transaction: no challenge, no result. Its code says what was "
                    "wrong and errorDetail which fields, where the sender fills it in.",
             .fix = "mend the field that errorDetail names, and send the message again with a new "
                    "threeDSServerTransID:\n  checkoutdiag threeds explain errorCode CODE",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
