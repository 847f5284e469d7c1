#include "checks/threeds/shown_code.hpp"
#include "checks/threeds/threeds.hpp"
#include "lib/threeds/meanings.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the fields of each version",
     "https://docs.3dsecure.io/3dsv2/specification_220.html"},
};

std::string_view skip(const MessageCase& seen) {
  const std::string& type = seen.message.type;
  const bool has = (type == "ARes" || type == "RReq" || type == "CRes") &&
                   !seen.message.text("transStatus").empty();
  return has ? "" : "it has no result";
}

void run(const MessageCase& seen, Outcome& outcome) {
  const std::string status = seen.message.text("transStatus");
  if (status != "N" && status != "U" && status != "R") return;
  const Meaning* meaning = meaning_of("transStatus", status);
  const std::string code = seen.message.text("transStatusReason");
  const Meaning* reason = meaning_of("transStatusReason", code);
  Finding& finding =
      outcome.fail("transStatus is {}: {}{}", status, meaning->means,
                   reason         ? "; reason " + code + ": " + reason->means
                   : code.empty() ? ""
                                  : "; reason " + shown_code(code) +
                                        (code.size() == 2 && (code[0] == '8' || code[0] == '9')
                                             ? ", which is the directory server's own"
                                             : ", which is none"));
  finding.with("transStatus", status);
  if (!code.empty()) finding.with("transStatusReason", shown_code(code));
  std::string fix = meaning->server;
  if (reason && !reason->server.empty()) fix = reason->server;
  if (reason && !reason->page.empty()) fix += (fix.empty() ? "" : "; ") + reason->page;
  // Its frame was never there: that is the cause, whatever reason was given.
  const Meaning* cancel = meaning_of("challengeCancel", seen.message.text("challengeCancel"));
  if (cancel && !cancel->page.empty()) fix = cancel->page;
  const std::string& retry = reason && !reason->retry.empty() ? reason->retry : meaning->retry;
  finding.fixed_by(fix + "; another attempt: " + retry);
}

}  // namespace

constinit const Check<MessageCase> not_authenticated{
    .rule = {.id = "threeds/not-authenticated",
             .level = Level::warning,
             .title = "the cardholder was not authenticated",
             .why = "The status decides what may be done with the payment, and its reason whether "
                    "another attempt helps. A C is no failure: the challenge has to be mounted.",
             .fix = "do what the status and its reason ask for:\n  checkoutdiag threeds explain "
                    "transStatusReason CODE",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
