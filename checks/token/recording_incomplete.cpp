#include "checks/token/story.hpp"
#include "checks/token/token.hpp"

namespace checkoutdiag::token::rules {
namespace {

constexpr Reference kReferences[] = {
    {"HTTP Archive 1.2", "https://w3c.github.io/web-performance/specs/HAR/Overview.html"},
};

void run(const CaptureCase& seen, Outcome& outcome) {
  const Recording& recording = seen.seen.recording;
  if (recording.is_cut)
    outcome.undecided("the file ends in the middle, after {} requests", recording.entries);
  else if (recording.unread > 0)
    outcome.undecided("{} of its entries cannot be read", recording.unread);
  else if (recording.unfollowed > 0)
    outcome.undecided("it has more of one kind than the {} that are followed: {} are left out",
                      kMostFollowed, recording.unfollowed);
  else if (recording.source == Source::har && recording.lost_bodies > 0)
    outcome.undecided(
        "{} requests have bodies that are not in the recording: what they carried is not known",
        recording.lost_bodies);
  else if (recording.source == Source::har && recording.lost_replies > 0)
    outcome.undecided(
        "{} replies to the page's own requests are not in the recording: what they said is not "
        "known",
        recording.lost_replies);
}

}  // namespace

constinit const Check<CaptureCase> recording_incomplete{
    .rule = {.id = "token/recording-incomplete",
             .level = Level::warning,
             .title = "the recording is not whole",
             .why = "What is not in a recording cannot be judged from it: a request that is "
                    "missing may be one that leaked a card or used a token twice.",
             .fix = "record again, from before the page is opened until after the charge, with the "
                    "contents of requests and replies; close the page before the file is copied",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::token::rules
