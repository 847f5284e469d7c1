#include "lib/charge/journal.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "lib/charge/key.hpp"
#include "lib/charge/replay/journal_file.hpp"
#include "lib/charge/replay/journal_text.hpp"
#include "lib/charge/replay/plan.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::charge {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kReconcile =
    "look at the gateway for what the run charged (by reference, or in its list), and begin a new "
    "journal";

Failure refusal(const std::string& message, const char* hint) {
  return Failure(Failure::Kind::input, message, hint);
}

void check_plan(const std::string& file, const JournalHead& head, const ReplayPlan& plan) {
  constexpr const char* kSame = "repeat the command as it was, or begin a new journal";
  if (head.profile != text::printable(plan.profile.name))
    throw refusal(fmt::format("the journal {} is of the profile {}, not {}", file, head.profile,
                              text::printable(plan.profile.name)),
                  kSame);
  if (head.url != safe_url(plan.url))
    throw refusal(
        fmt::format("the journal {} is of {}, not {}", file, head.url, safe_url(plan.url)), kSame);
  if (head.key != plan.key)
    throw refusal(fmt::format("the journal {} has another key than this run", file), kSame);
  if (head.plan != digest_of(plan))
    throw refusal(fmt::format("the journal {} is of another request: the payload, a header, the "
                              "proofs or what the profile says differ",
                              file),
                  kSame);
}

void check_age(const std::string& file, const JournalHead& head, const Profile& profile,
               std::int64_t now_ms) {
  if (head.created > now_ms)
    throw refusal(fmt::format("the journal {} begins in the future, so that its age is not known: "
                              "this machine's clock is wrong, or was",
                              file),
                  kReconcile);
  const seconds age = std::chrono::floor<seconds>(milliseconds(now_ms - head.created));
  if (age < trusted_retention(profile)) return;
  throw refusal(fmt::format("the journal {} began {} ago, and {}", file, duration_words(age),
                            retention_clause(profile)),
                kReconcile);
}

// The keys are derived from the base key: others would be other charges.
void check_keys(const std::string& file, const JournalContents& contents, const ReplayPlan& plan) {
  const auto other = [&](const auto& each) { return each.key != key_of(plan, each.proof); };
  if (std::any_of(contents.attempts.begin(), contents.attempts.end(), other) ||
      std::any_of(contents.finished.begin(), contents.finished.end(), other))
    throw refusal(fmt::format("the journal {} has a key that is none of this run's", file),
                  kReconcile);
}

}  // namespace

class Journal::File {
 public:
  File(const std::string& path, const ReplayPlan& plan, bool resume, std::int64_t now_ms)
      : file_(path, resume ? JournalFile::Mode::resume : JournalFile::Mode::create) {
    const std::string shown = text::printable(path);
    const std::string text = resume ? file_.text() : "";
    if (resume) contents = read_journal(text, shown);
    if (contents.head) {
      check_plan(shown, *contents.head, plan);
      check_keys(shown, contents, plan);
      check_age(shown, *contents.head, plan.profile, now_ms);
      resumed_from = path;
    }
    if (contents.whole != text.size()) file_.cut(contents.whole);
    if (!contents.head)
      append(head_line({digest_of(plan), plan.key, text::printable(plan.profile.name),
                        safe_url(plan.url), now_ms}));
  }

  void append(const std::string& line) { file_.append(line); }

  JournalContents contents;
  std::string resumed_from;

 private:
  JournalFile file_;
};

Journal::Journal(const std::string& file, const ReplayPlan& plan, bool resume, std::int64_t now_ms)
    : file_(std::make_unique<File>(file, plan, resume, now_ms)) {}

Journal::~Journal() = default;

std::string Journal::base_key_in(const std::string& file) {
  const JournalContents contents =
      read_journal(JournalFile(file, JournalFile::Mode::read).text(), text::printable(file));
  return contents.head ? contents.head->key : random_key();
}

const std::string& Journal::resumed_from() const {
  return file_->resumed_from;
}

const std::vector<Attempt>& Journal::attempts() const {
  return file_->contents.attempts;
}

const std::vector<ProofFacts>& Journal::finished() const {
  return file_->contents.finished;
}

const Count* Journal::counted(Proof proof) const {
  for (const auto& [each, count] : file_->contents.counted)
    if (each == proof) return &count;
  return nullptr;
}

void Journal::counting(Proof proof, const Count& before) {
  file_->append(counting_line(proof, before));
}

void Journal::sending(const std::vector<Attempt>& attempts) {
  file_->append(sending_line(attempts));
}

void Journal::answered(const std::vector<Attempt>& attempts) {
  file_->append(answered_line(attempts));
}

void Journal::finish(const ProofFacts& proof) {
  file_->append(finished_line(proof));
}

}  // namespace checkoutdiag::charge
