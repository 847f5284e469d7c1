#include <algorithm>

#include "checks/threeds/page.hpp"
#include "checks/threeds/page_story.hpp"
#include "lib/page/source_list.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"HTML: the sandbox attribute",
     "https://html.spec.whatwg.org/multipage/iframe-embed-object.html#attr-iframe-sandbox"},
    {"MDN: iframe sandbox",
     "https://developer.mozilla.org/en-US/docs/Web/HTML/Reference/Elements/iframe#sandbox"},
    {"braintree-web #469: sandboxed challenges",
     "https://github.com/braintree/braintree-web/issues/469"},
};

constexpr std::string_view kNeeded[] = {"allow-forms", "allow-scripts", "allow-same-origin"};

bool has_token(std::string_view list, std::string_view wanted) {
  for (auto word = page::next_source(list); !word.empty(); word = page::next_source(list))
    if (text::equal_ignoring_case(word, wanted)) return true;
  return false;
}

using Lists = std::vector<std::string_view>;

/// "allow-forms, allow-scripts", those that one of the lists does not have: what applies together
/// allows what all allow. Empty: they have all.
std::string missing_of(const Lists& lists) {
  std::string missing;
  for (const std::string_view each : kNeeded)
    if (!std::all_of(lists.begin(), lists.end(),
                     [&](std::string_view list) { return has_token(list, each); }))
      missing += (missing.empty() ? "" : ", ") + std::string(each);
  return missing;
}

bool is_judged(const page::Frame& frame) {
  return frame.role != page::Role::other && frame.sandbox.has_value();
}

Lists sandboxes_of(const page::Policies& policies) {
  Lists lists;
  for (const page::Policy& each : policies)
    if (const std::string* value = each.find("sandbox")) lists.emplace_back(*value);
  return lists;
}

std::string_view skip(const PageCase& seen) {
  if (!seen.unread.empty()) return kUnread;
  const auto& frames = seen.seen.frames;
  if (!sandboxes_of(seen.seen.policies).empty()) return "";
  const bool has_frame = std::any_of(frames.begin(), frames.end(), [](const page::Frame& each) {
    return each.role != page::Role::other;
  });
  return has_frame ? "" : "the HTML has no frame for 3-D Secure; what scripts make is not seen";
}

void run(const PageCase& seen, Outcome& outcome) {
  if (const std::string missing = missing_of(sandboxes_of(seen.seen.policies)); !missing.empty())
    outcome.fail("the page's policy has a sandbox, which frames inherit, without {}", missing)
        .with("missing", missing);
  for (const page::Frame& frame : seen.seen.frames) {
    if (!is_judged(frame)) continue;
    const std::string missing = missing_of({*frame.sandbox});
    if (!missing.empty())
      as_sure_as(outcome.fail("{} has a sandbox without {}", called(frame), missing), frame)
          .with("missing", missing)
          .with("line", static_cast<std::int64_t>(frame.line));
    else if (frame.role == page::Role::challenge && !has_token(*frame.sandbox, "allow-popups"))
      at_line(outcome.fail("{} has a sandbox without allow-popups: an ACS that opens the banking "
                           "app or its terms in a window cannot",
                           called(frame)),
              frame.line)
          .at_level(Level::note);
    else if (frame.role == page::Role::challenge &&
             !has_token(*frame.sandbox, "allow-top-navigation"))
      at_line(outcome.fail("{} has a sandbox without allow-top-navigation: a page that leaves the "
                           "frame at the end, as some gateways' do, cannot",
                           called(frame)),
              frame.line)
          .at_level(Level::note);
  }
}

}  // namespace

constinit const Check<PageCase> frame_sandboxed{
    .rule = {.id = "threeds/frame-sandboxed",
             .level = Level::error,
             .title = "no sandbox takes from the challenge what it needs",
             .why = "An ACS is a site of its own: its page has scripts, posts forms and keeps a "
                    "session. A frame with a sandbox has none of these until they are allowed, and "
                    "without allow-forms not even the creq, or its result, is posted.",
             .fix = "leave the sandbox out for the frames of 3-D Secure, which are another origin "
                    "anyway, or allow what they need\n"
                    "  sandbox=\"allow-forms allow-scripts allow-same-origin\"",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
