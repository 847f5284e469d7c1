#include <fmt/core.h>

#include "cli/facts/page_facts.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag {
namespace {

using page::Role;

std::string safe(std::string_view text) {
  return text::printable(text::redacted(text));
}

std::string policy_words(const page::Policies& policies) {
  if (policies.empty()) return "none";
  std::string words;
  for (const page::Policy& policy : policies)
    for (const auto& each : policy.directives)
      for (const char* name :
           {"frame-src", "child-src", "default-src", "form-action", "connect-src", "sandbox"})
        if (each.name == name)
          words += (words.empty() ? "" : "\n") + safe(each.name + ' ' + each.value);
  return words.empty() ? "says nothing of frames, forms and connections" : words;
}

std::string frame_words(const page::Frame& frame) {
  const std::string& name = frame.name.empty() ? frame.id : frame.name;
  std::string words = fmt::format("line {}: {}", frame.line,
                                  frame.role == Role::method ? "3DS Method" : "challenge");
  if (frame.is_guessed) words += " by its name";
  if (!name.empty()) words += ", " + safe(name);
  if (frame.width.at_most && frame.height.at_most)
    words += fmt::format(", {:.0f}x{:.0f}", *frame.width.at_most, *frame.height.at_most);
  if (frame.sandbox) words += ", sandbox";
  return frame.is_hidden ? words + ", hidden" : words;
}

std::string form_words(const page::Form& form) {
  std::string words = fmt::format("line {}: ", form.line);
  for (const std::string& each : form.fields)
    words += (each == form.fields.front() ? "" : ", ") + safe(each);
  return words + " to " + (form.url ? page::shown(*form.url) : "no URL");
}

std::string answer_words(const page::Fetched& answer) {
  std::string words = page::shown(answer.url) + ", ";
  return words +
         (answer.error.empty() ? std::to_string(answer.status) : text::printable(answer.error));
}

}  // namespace

std::vector<Detail> details(const PageFacts& facts) {
  std::vector<Detail> all;
  if (facts.fetched) {
    for (const page::Hop& each : facts.fetched->hops)
      all.push_back({"redirect", fmt::format("{} {}", each.status, page::shown(each.url))});
    all.push_back({"page", answer_words(*facts.fetched)});
    if (!facts.was_judged) return all;
  }
  all.push_back({"policy", policy_words(facts.seen.policies)});
  std::size_t of_threeds = 0;
  for (const page::Frame& each : facts.seen.frames) {
    if (each.role == Role::other) continue;
    all.push_back({"frame", frame_words(each)});
    ++of_threeds;
  }
  if (of_threeds == 0)
    all.push_back({"frame", "none of 3-D Secure in the HTML; what scripts make is not seen"});
  for (const page::Form& each : facts.seen.forms)
    all.push_back({"form", form_words(each)});
  if (facts.acs_answer) all.push_back({"ACS", answer_words(*facts.acs_answer)});
  return all;
}

}  // namespace checkoutdiag
