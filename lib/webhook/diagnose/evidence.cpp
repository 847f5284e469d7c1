#include <algorithm>
#include <charconv>

#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/webhook/diagnose.hpp"
#include "lib/webhook/diagnose/evidence_json.hpp"
#include "lib/webhook/diagnose/search.hpp"
#include "lib/webhook/repair/offers.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr const char* kKeepBytes =
    "verify the body's bytes as they cross the wire, before anything parses or changes them";

struct Evidence {
  const Delivery& delivery;
  std::vector<Cause> causes = {};

  void add(const char* id, std::string message, std::string fix = kKeepBytes,
           bool certain = false) {
    causes.push_back({id, std::move(message), std::move(fix), certain});
  }

  std::string_view header(std::string_view name) const {
    const std::string* value = find_header(delivery, name);
    return value ? std::string_view(*value) : std::string_view();
  }
};

bool mentions(std::string_view text, std::string_view word) {
  return text::lower(text.substr(0, 4096)).find(word) != std::string::npos;
}

// A fact unless a coding was undone on the way: that changes lengths by right.
void look_at_length(Evidence& seen) {
  const std::string_view text = seen.header("Content-Length");
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return;
  const std::size_t size = seen.delivery.body.size();
  if (length == size) return;
  const bool coded = !seen.header("Content-Encoding").empty();
  seen.add("evidence.length-differs",
           "Content-Length says " + std::to_string(length) + " bytes, and the body has " +
               std::to_string(size) +
               (coded ? ", which a Content-Encoding that was undone may explain"
                      : (size < length ? ": some are missing" : ": some were added")),
           kKeepBytes, !coded);
}

void look_at_coding(Evidence& seen) {
  const std::string_view coding = seen.header("Content-Encoding");
  if (coding.empty() || text::equal_ignoring_case(coding, "identity")) return;
  const std::string_view body = seen.delivery.body;
  const bool plain = body.starts_with('{') || body.starts_with('[') || body.starts_with('<');
  if (!plain) return;
  seen.add("evidence.content-encoding-but-plain",
           "Content-Encoding says " + text::printable(coding, 40) +
               ", and the body is plain: it was unpacked on the way",
           "let the proxy hand the delivery on as it came, or drop both the coding and its header");
}

void look_at_text(Evidence& seen) {
  const std::string_view body = seen.delivery.body;
  if (body.find("\xEF\xBF\xBD") != std::string_view::npos)
    seen.add("evidence.replacement-characters",
             "the body has U+FFFD in it, which stands where a decoder found bytes that it did not "
             "understand",
             "read the body as bytes, not as text");
  for (std::string_view mark : {"[FILTERED]", "[REDACTED]", "[Filtered]", "******"})
    if (body.find(mark) != std::string_view::npos)
      return seen.add("evidence.from-a-log",
                      "the body has " + std::string(mark) + " in it, as logs mask values",
                      "take the body from the request itself, not from a log");
}

// What programs write who take an object for a text, or a text for an object.
const char* stringified(std::string_view body) {
  if (body == "[object Object]")
    return "what JavaScript writes for an object that is not made JSON";
  if (body == "undefined") return "what JavaScript writes for a variable that was never set";
  if (body == "null" || body == "None" || body == "nil")
    return "what programs write for a variable that was never set";
  if (body == "\"\"" || body == "''") return "an empty text in quotes";
  if (body.starts_with("{'") || body.starts_with("b'") || body.starts_with("[{'"))
    return "written as Python writes objects, not as JSON";
  if (body.starts_with("{\"") && body.find("\"=>") < 200)
    return "written as Ruby writes hashes, not as JSON";
  if (body.starts_with("Array\n(") || body.starts_with("array("))
    return "written as PHP prints arrays, not as JSON";
  if (body.starts_with("map[") || body.starts_with("&{"))
    return "written as Go prints values, not as JSON";
  return nullptr;
}

bool look_at_stringified(Evidence& seen) {
  const std::string_view body = seen.delivery.body;
  const char* what = stringified(body);
  if (!what) return false;
  constexpr std::size_t kShort = 20;
  const std::string quoted = body.size() <= kShort ? " " + text::printable(body, kShort) + "," : "";
  seen.add("evidence.body-rebuilt",
           "the body is" + quoted + " " + what +
               (body.size() <= kShort ? ": what was verified is not what came" : ""),
           std::string(kVerifyRawBytes));
  return true;
}

bool looks_like_json(std::string_view body) {
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  return first != body.npos && (body[first] == '{' || body[first] == '[');
}

bool says_form(const Evidence& seen) {
  return mentions(seen.header("Content-Type"), "application/x-www-form-urlencoded");
}

void look_at_form(Evidence& seen) {
  if (says_form(seen) && looks_like_json(seen.delivery.body))
    seen.add("evidence.form-became-json",
             "the Content-Type says that the body is a form, and it is JSON: something parsed the "
             "form and wrote its fields as JSON, or the sender named the wrong type, as curl -d "
             "does",
             std::string(kFormFix));
}

bool wants_json(const Evidence& seen) {
  return mentions(seen.header("Content-Type"), "json") || looks_like_json(seen.delivery.body);
}

void look_at_json(Evidence& seen) {
  if (!wants_json(seen)) return;
  const JsonTraits traits = json_traits(seen.delivery.body);
  if (traits.json || traits.too_deep) return;
  seen.add("evidence.json-broken", traits.ends_early
                                       ? "the body is JSON that ends too early, at byte " +
                                             std::to_string(seen.delivery.body.size())
                                       : "the body should be JSON, and is none from byte " +
                                             std::to_string(traits.fault_at) + " on");
}

// How the JSON is written. Senders may write so themselves.
void look_at_style(Evidence& seen) {
  if (!wants_json(seen)) return;
  const JsonTraits traits = json_traits(seen.delivery.body);
  if (!traits.json) return;
  constexpr const char* kRebuilt = ", as a program that parsed the body and wrote it again may";
  if (!traits.odd_number.empty())
    seen.add("evidence.normalised-floats", "the body has numbers like " +
                                               text::printable(traits.odd_number, 40) + kRebuilt +
                                               " leave them");
  if (traits.sorted_keys)
    seen.add("evidence.sorted-keys", std::string("the body's members are in alphabetical order") +
                                         kRebuilt + " leave them");
  if (traits.spaced_on_one_line)
    seen.add("evidence.body-rebuilt",
             std::string("the body is on one line with a space behind every colon") + kRebuilt +
                 " write it (Python's json.dumps)");
}

// Adyen, Braintree and Twilio sign values that stand in the body, however it is written.
bool signs_values(const Scheme& scheme) {
  return !scheme.special.empty() && scheme.special != "message-signatures";
}

}  // namespace

std::vector<Cause> strong_evidence(const Scheme& scheme, const Delivery& delivery) {
  Evidence seen{delivery};
  if (!scheme.covers_body) return {};
  if (delivery.body.empty())
    seen.add("body.empty",
             "the body is empty: nothing came, or something read it before it was verified",
             "verify first: a stream can be read once, and body parsers read it to its end", true);
  look_at_length(seen);
  if (delivery.body.empty()) return std::move(seen.causes);
  look_at_text(seen);
  look_at_form(seen);
  if (signs_values(scheme)) return std::move(seen.causes);
  look_at_coding(seen);
  if (!look_at_stringified(seen)) look_at_json(seen);
  return std::move(seen.causes);
}

std::vector<Cause> style_evidence(const Scheme& scheme, const Delivery& delivery) {
  Evidence seen{delivery};
  if (scheme.covers_body && !signs_values(scheme)) look_at_style(seen);
  return std::move(seen.causes);
}

std::vector<Cause> side_evidence(const Scheme& scheme, const Delivery& delivery) {
  std::vector<Cause> causes = strong_evidence(scheme, delivery);
  for (Cause& each : style_evidence(scheme, delivery))
    causes.push_back(std::move(each));
  return causes;
}

}  // namespace checkoutdiag::webhook
