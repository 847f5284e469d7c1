#include "lib/page/framing.hpp"

#include <algorithm>
#include <set>

#include "lib/page/csp.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::page {
namespace {

/// The values of all X-Frame-Options, in lower case, and as they were sent.
std::set<std::string> frame_options(const http::Headers& headers, std::string& sent) {
  std::set<std::string> values;
  for (const http::Header& each : headers) {
    if (!text::equal_ignoring_case(each.name, "x-frame-options")) continue;
    sent += (sent.empty() ? "" : ", ") + each.value;
    for (std::string_view rest = each.value; !rest.empty();) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      values.insert(text::lower(text::trimmed(rest.substr(0, end))));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return values;
}

// HTML, "check a navigation response's adherence to X-Frame-Options": words that contradict each
// other refuse, words that are none count for nothing.
Framing by_options(const http::Headers& headers, const Url& framed, const Url& around) {
  Framing framing;
  std::string sent;
  const std::set<std::string> values = frame_options(headers, sent);
  if (values.empty()) return framing;
  const bool has_deny = values.contains("deny"), has_same = values.contains("sameorigin"),
             has_all = values.contains("allowall");
  const bool refuses = values.size() > 1
                           ? has_deny || has_same || has_all
                           : has_deny || (has_same && !is_same_origin(framed, around));
  if (refuses) {
    framing.answer = Framing::Answer::refused;
    framing.by = "X-Frame-Options: " + sent;
  } else if (!has_same) {
    framing.ignored = "X-Frame-Options: " + sent;
  }
  return framing;
}

}  // namespace

Framing framing_of(const http::Headers& headers, const Url& framed, const Url& around) {
  Policies policies;
  for (const http::Header& each : headers)
    if (text::equal_ignoring_case(each.name, "content-security-policy"))
      add_header_policies(policies, each.value);
  if (!has_directive(policies, "frame-ancestors")) return by_options(headers, framed, around);
  Framing framing;
  // What is around is a page, not one of its paths.
  Url origin = around;
  origin.path = std::string(1, '/');
  if (const auto refused = refusal(policies, Directive::frame_ancestors, origin, framed)) {
    framing.answer = refused->unclear.empty() ? Framing::Answer::refused : Framing::Answer::unclear;
    framing.by = "frame-ancestors " + refused->sources;
  }
  return framing;
}

}  // namespace checkoutdiag::page
