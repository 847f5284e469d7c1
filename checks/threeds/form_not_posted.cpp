#include <algorithm>

#include "checks/threeds/page.hpp"
#include "checks/threeds/page_story.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the challenge flow", "https://docs.3dsecure.io/3dsv2/challenge_flow.html"},
    {"HTML: form submission",
     "https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-submission-2"},
};

bool is_sent_by_us(const page::Form& form) {
  return form.role != page::Role::other;
}

std::string_view skip(const PageCase& seen) {
  if (!seen.unread.empty()) return kUnread;
  const auto& forms = seen.seen.forms;
  return std::any_of(forms.begin(), forms.end(), is_sent_by_us)
             ? ""
             : "the HTML has no form with creq; what scripts make is not seen";
}

std::string_view name_of(const page::Form& form) {
  return form.role == page::Role::method ? "threeDSMethodData" : "creq";
}

/// The frame whose id a form names as its target, which looks for names alone; null: there is none.
const page::Frame* frame_by_id(const PageCase& seen, const page::Form& form) {
  const page::Frame* found = nullptr;
  for (const page::Frame& each : seen.seen.frames) {
    if (is_window(form.target) || each.name == form.target) return nullptr;
    if (each.id == form.target) found = &each;
  }
  return found;
}

// A form without an action, or with one of the page's own, waits for a script, which may give it a
// method as well.
bool waits_for_script(const PageCase& seen, const page::Form& form) {
  return !form.url || page::is_same_origin(*form.url, seen.seen.url);
}

void judge_sending(const PageCase& seen, const page::Form& form, Outcome& outcome) {
  const std::string_view what = name_of(form);
  if (form.method == "post") {
    if (!form.encoding.empty())
      at_line(outcome.fail("the form with {} is sent as {}: an ACS reads "
                           "application/x-www-form-urlencoded",
                           what, form.encoding),
              form.line);
  } else if (form.has_post_button) {
    outcome.undecided(
        "the form with {} on line {} has no method=\"post\", and a button that has: a script's "
        "submit() sends it by GET, a click on the button by POST",
        what, form.line);
  } else if (waits_for_script(seen, form)) {
    at_line(outcome.fail("the form with {} has no method=\"post\", nor an ACS as its action: a "
                         "script must give it both, or it is sent by GET",
                         what),
            form.line)
        .at_level(Level::warning);
  } else {
    at_line(outcome.fail("the form with {} is sent by GET: it has no method=\"post\"", what),
            form.line);
  }
}

void run(const PageCase& seen, Outcome& outcome) {
  for (const page::Form& form : seen.seen.forms) {
    if (!is_sent_by_us(form)) continue;
    judge_sending(seen, form, outcome);
    if (frame_by_id(seen, form))
      at_line(outcome.fail("the form with {} has the target {}, which is a frame's id and no "
                           "frame's name: it opens a new window",
                           name_of(form), safe(form.target)),
              form.line);
  }
}

}  // namespace

constinit const Check<PageCase> form_not_posted{
    .rule = {.id = "threeds/form-not-posted",
             .level = Level::error,
             .title = "the forms of 3-D Secure are posted, and into their frame",
             .why = "An ACS takes a POST of application/x-www-form-urlencoded, and a form without "
                    "a method is a GET. A target is looked for among the names of frames, not "
                    "among ids: where none has it, a new window opens, which popup blockers stop.",
             .fix = "write the form with its method, and give the frame a name that is the form's "
                    "target\n"
                    "  <iframe name=\"challenge\"></iframe>\n"
                    "  <form method=\"post\" action=\"ACS\" target=\"challenge\">",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
