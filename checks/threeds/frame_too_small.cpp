#include <algorithm>

#include "checks/threeds/page.hpp"
#include "checks/threeds/page_story.hpp"

namespace checkoutdiag::threeds::rules {
namespace {

constexpr Reference kReferences[] = {
    {"3dsecure.io: the challenge flow", "https://docs.3dsecure.io/3dsv2/challenge_flow.html"},
};

/// What challengeWindowSize stands for, in pixels.
struct Window {
  std::string_view code;
  int width, height;
};

constexpr Window kWindows[] = {
    {"01", 250, 400}, {"02", 390, 400}, {"03", 500, 600}, {"04", 600, 400}};

bool is_too_small(const page::Length& length, int wanted) {
  return length.at_most && *length.at_most < wanted;
}

bool is_too_small(const page::Frame& frame, const Window& window) {
  return is_too_small(frame.width, window.width) || is_too_small(frame.height, window.height);
}

/// Whether what makes it too small are attributes, before which any style sheet goes.
bool is_by_attributes(const page::Frame& frame, const Window& window) {
  const auto is_certain = [](const page::Length& length, int wanted) {
    return is_too_small(length, wanted) && !length.is_attribute;
  };
  return !is_certain(frame.width, window.width) && !is_certain(frame.height, window.height);
}

std::string size_of(const page::Frame& frame) {
  const auto words = [](const page::Length& length) {
    return length.at_most ? fmt::format("{:.0f}", *length.at_most) : std::string("?");
  };
  return words(frame.width) + "x" + words(frame.height);
}

bool is_challenge(const page::Frame& frame) {
  return frame.role == page::Role::challenge;
}

std::string_view skip(const PageCase& seen) {
  if (!seen.unread.empty()) return kUnread;
  const auto& frames = seen.seen.frames;
  return std::any_of(frames.begin(), frames.end(), is_challenge)
             ? ""
             : "the HTML has no frame for a challenge; what scripts make is not seen";
}

/// The window that a creq of the page asks for in this frame; null: none does.
const Window* asked_for(const PageCase& seen, const page::Frame& frame) {
  for (const page::Form& form : seen.seen.forms) {
    if (form.target.empty() || (form.target != frame.name && form.target != frame.id)) continue;
    for (const Window& each : kWindows)
      if (form.window_size == each.code) return &each;
  }
  return nullptr;
}

void judge_size(const PageCase& seen, const page::Frame& frame, const Window& window,
                const std::string& wanted, Outcome& outcome) {
  const std::string size = size_of(frame);
  if (seen.seen.has_styles && is_by_attributes(frame, window))
    outcome.undecided(
        "{} has the attributes {}{}; the page has style sheets, which go before attributes: "
        "look at it in the browser",
        called(frame), size, wanted);
  else
    as_sure_as(outcome.fail("{} is {} pixels{}", called(frame), size, wanted), frame)
        .with("size", size)
        .with("line", static_cast<std::int64_t>(frame.line));
}

void judge_frame(const PageCase& seen, const page::Frame& frame, Outcome& outcome) {
  const Window* asked = asked_for(seen, frame);
  if (is_too_small(frame, kWindows[0]))
    judge_size(seen, frame, kWindows[0], ": the smallest window of a challenge is 250x400",
               outcome);
  else if (asked && is_too_small(frame, *asked))
    judge_size(seen, frame, *asked,
               fmt::format(", and its creq has challengeWindowSize {} ({}x{})", asked->code,
                           asked->width, asked->height),
               outcome);
  else if (frame.is_hidden)
    at_line(outcome.fail("{} is hidden in the HTML: a script must show it before creq is posted",
                         called(frame)),
            frame.line)
        .at_level(Level::warning);
  else if (!frame.width.is_declared && !frame.height.is_declared)
    outcome.undecided(
        "{} has no size in the HTML: a style sheet or a script must give it one, or it is 300x150; "
        "look at it in the browser",
        called(frame));
}

void run(const PageCase& seen, Outcome& outcome) {
  for (const page::Frame& frame : seen.seen.frames)
    if (is_challenge(frame)) judge_frame(seen, frame, outcome);
}

}  // namespace

constinit const Check<PageCase> frame_too_small{
    .rule = {.id = "threeds/frame-too-small",
             .level = Level::error,
             .title = "the challenge's frame has the size of one of its windows, and is seen",
             .why = "An ACS lays its page out for the window that challengeWindowSize names: "
                    "250x400, 390x400, 500x600, 600x400 pixels, or all of the screen. In a smaller "
                    "frame the button is out of sight, and in one that is hidden so is everything: "
                    "the challenge ends by time-out.",
             .fix = "give the frame the size that the creq names, or name the one that fits it; "
                    "show it as soon as creq is posted\n"
                    "  01 250x400, 02 390x400, 03 500x600, 04 600x400, 05 full screen",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::threeds::rules
