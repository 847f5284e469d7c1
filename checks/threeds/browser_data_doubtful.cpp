#include "checks/threeds/threeds.hpp"

#include <charconv>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the fields of each version",
     "https://docs.3dsecure.io/3dsv2/specification_220.html"},
};

bool is_private(std::string_view ip) {
  for (std::string_view begin : {"127.", "10.", "192.168.", "169.254.", "0."})
    if (ip.starts_with(begin)) return true;
  if (ip.starts_with("172.")) {
    int second = 0;
    const std::string_view rest = ip.substr(4);
    std::from_chars(rest.data(), rest.data() + rest.size(), second);
    constexpr int kFirst = 16, kLast = 31;
    return second >= kFirst && second <= kLast;
  }
  const std::string lower = text::lower(ip);
  return lower == "::1" || lower == "::" || lower.starts_with("fc") || lower.starts_with("fd") ||
         lower.starts_with("fe80");
}

std::string_view skip(const MessageCase& seen) {
  return seen.message.type == "AReq" && seen.message.body.contains("browserUserAgent")
             ? ""
             : "it has no browser data";
}

void run(const MessageCase& seen, Outcome& outcome) {
  const auto said = [&](const char* field) { return seen.message.text(field); };
  const auto doubt = [&](const char* field, std::string why) {
    outcome.fail("{} {}", field, why).with("field", field);
  };
  const std::string ip = said("browserIP");
  if (is_private(ip)) doubt("browserIP", "is an address of a machine or a network of one's own");
  if (said("browserAcceptHeader") == "*/*")
    doubt("browserAcceptHeader", "is */*, which a script's request has and a page's does not");
  for (const char* field : {"browserScreenHeight", "browserScreenWidth"})
    if (const std::string size = said(field);
        !size.empty() && size.find_first_not_of('0') == size.npos)
      doubt(field, "is zero");
  const std::string agent = said("browserUserAgent");
  for (const char* program : {"curl/", "python-requests", "okhttp", "Java/", "axios/", "node-fetch",
                              "Go-http-client", "Apache-HttpClient"})
    if (agent.find(program) != agent.npos)
      doubt("browserUserAgent", "is a program's, and no browser's: " + std::string(program));
  const std::string zone = said("browserTZ");
  constexpr int kMost = 14 * 60, kLeast = -12 * 60;
  int minutes = 0;
  const char* end = zone.data() + zone.size();
  const char* begin = zone.data() + (zone.starts_with('+') ? 1 : 0);
  // getTimezoneOffset() has the sign turned round: UTC+14 is -840.
  if (!zone.empty() && std::from_chars(begin, end, minutes).ptr == end &&
      (-minutes > kMost || -minutes < kLeast))
    doubt("browserTZ", "is no offset that a place has: it is getTimezoneOffset(), -120 for UTC+2");
}

}  // namespace

constinit const Check<MessageCase> browser_data_doubtful{
    .rule = {.id = "threeds/browser-data-doubtful",
             .level = Level::warning,
             .title = "the browser data are not those of a shopper's browser",
             .why = "Issuers compare the browser with those that the cardholder used before. Data "
                    "that a server made up, or that are the same for every shopper, look like "
                    "fraud: the answer is a challenge, or a refusal.",
             .fix = "take each value in the page, in the shopper's browser, where the address is "
                    "paid from, and send it as it is",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
