#include "lib/charge/replay/journal_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lib/charge/replay/words.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_choice.hpp"
#include "lib/text/json_object.hpp"
#include "lib/text/json_shape.hpp"

namespace checkoutdiag::charge {
namespace {

using text::JsonObject;

constexpr std::size_t kMostLines = 10'000;
constexpr std::int64_t kMostAttempts = 10'000;
constexpr std::int64_t kLastMoment = 253'402'300'799'999;  // of the year 9999
constexpr text::JsonLimits kLimits{5, 400'000};
constexpr std::string_view kBeginning = R"({"journal":"checkoutdiag.charge/)";
constexpr std::string_view kFormat = "checkoutdiag.charge/1";

/// Reads the lines one after the other, each against what came before it.
class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file) {}

  void read(std::string_view line) {
    if (++line_ > kMostLines)
      throw Failure(Failure::Kind::input, fmt::format("{}: more lines than a run writes", file_));
    const text::JsonSource source{file_, line, line_ - 1};
    const nlohmann::json json = text::parse_json(source, line.size(), kLimits, "journal");
    const JsonObject object(json, source);
    if (!contents.head)
      read_head(object);
    else
      read_event(object);
  }

  JournalContents contents;

 private:
  void read_head(const JsonObject& line);
  void read_event(const JsonObject& line);
  void read_counting(const JsonObject& line);
  void read_sending(const JsonObject& line);
  void read_answered(const JsonObject& line);
  void read_finished(const JsonObject& line);

  bool is_finished(Proof proof) const {
    return std::any_of(contents.finished.begin(), contents.finished.end(),
                       [&](const ProofFacts& each) { return each.proof == proof; });
  }
  Proof open_proof(const JsonObject& object) const;

  const std::string& file_;
  std::size_t line_ = 0;
};

// Everything that was written was safe to print; what somebody changed since is made so again.
std::string safe(const JsonObject& object, const char* key) {
  return text::printable(object.string(key), 2000);
}

Proof proof_in(const JsonObject& object) {
  object.string("proof");
  return text::choice(object, "proof", kProofs, Proof::sequential);
}

std::optional<std::int64_t> count_in(const JsonObject& object, const char* key) {
  if (object.null(key)) return std::nullopt;
  return object.whole(key, 0, 1'000'000'000);
}

void Reader::read_head(const JsonObject& line) {
  static constexpr std::string_view kKeys[] = {"journal", "plan", "key",
                                               "profile", "url",  "created"};
  if (!line.has("journal")) line.fail("this is no journal of charge replay");
  if (line.string("journal") != kFormat)
    line.miss("journal", fmt::format("must be \"{}\": another version wrote it", kFormat));
  line.only(kKeys);
  contents.head = JournalHead{line.hash("plan"), line.string("key"), safe(line, "profile"),
                              safe(line, "url"), line.whole("created", 0, kLastMoment)};
}

void Reader::read_event(const JsonObject& line) {
  const std::string& event = line.string("event");
  if (event == "counting") return read_counting(line);
  if (event == "sending") return read_sending(line);
  if (event == "answered") return read_answered(line);
  if (event == "finished") return read_finished(line);
  line.miss("event", fmt::format("must be one of counting, sending, answered, finished, not \"{}\"",
                                 text::printable(event, 40)));
}

Proof Reader::open_proof(const JsonObject& object) const {
  const Proof proof = proof_in(object);
  if (is_finished(proof)) object.fail("this proof was finished before");
  return proof;
}

void Reader::read_counting(const JsonObject& line) {
  static constexpr std::string_view kKeys[] = {"event", "proof", "before", "problem"};
  line.only(kKeys);
  Count count;
  const Proof proof = open_proof(line);
  for (const auto& [other, each] : contents.counted)
    if (other == proof) line.fail("this proof was counted before");
  count.asked = true;
  count.before = count_in(line, "before");
  count.problem = safe(line, "problem");
  contents.counted.emplace_back(proof, std::move(count));
}

void Reader::read_sending(const JsonObject& line) {
  static constexpr std::string_view kKeys[] = {"event", "attempts"};
  static constexpr std::string_view kAttemptKeys[] = {"proof",         "number",  "round", "key",
                                                      "other_payload", "because", "begun"};
  line.only(kKeys);
  for (const JsonObject& object : line.list("attempts", kMostAttempts)) {
    object.only(kAttemptKeys);
    if (contents.attempts.size() >= kMostAttempts) line.fail("more requests than a run sends");
    Attempt attempt;
    attempt.proof = open_proof(object);
    const auto earlier = std::count_if(contents.attempts.begin(), contents.attempts.end(),
                                       [&](const Attempt& a) { return a.proof == attempt.proof; });
    attempt.number = static_cast<int>(object.whole("number", 0, kMostAttempts));
    if (attempt.number != earlier + 1)
      object.miss("number", fmt::format("must be {}", earlier + 1));
    attempt.round = static_cast<int>(object.whole("round", 0, kMostAttempts));
    attempt.key = object.string("key");
    attempt.other_payload = object.flag("other_payload");
    attempt.because = safe(object, "because");
    attempt.begun = object.whole("begun", 0, kLastMoment);
    attempt.known = false;
    attempt.fate = http::Fate::no_status;
    attempt.error = "the run ended before the answer";
    contents.attempts.push_back(std::move(attempt));
  }
}

void take_answer(const JsonObject& object, Attempt& attempt) {
  object.string("fate");
  attempt.known = true;
  attempt.fate = text::choice(object, "fate", kFates, http::Fate::no_status);
  attempt.cut = object.flag("cut");
  attempt.timed_out = object.flag("timed_out");
  attempt.reset = object.flag("reset");
  attempt.error = safe(object, "error");
  attempt.sent = static_cast<std::uint64_t>(object.whole("sent", 0, INT64_MAX));
  attempt.status = static_cast<int>(object.whole("status", 0, 999));
  attempt.marker = object.flag("marker");
  attempt.id = safe(object, "id");
  attempt.created = safe(object, "created");
  attempt.code = safe(object, "code");
  attempt.body_digest = safe(object, "body_digest");
  attempt.fault = safe(object, "fault");
  attempt.begun = object.whole("begun", 0, kLastMoment);
  attempt.took = object.whole("took", 0, INT64_MAX);
}

void Reader::read_answered(const JsonObject& line) {
  static constexpr std::string_view kKeys[] = {"event", "attempts"};
  static constexpr std::string_view kAnswerKeys[] = {
      "proof",  "number", "fate",    "cut",  "timed_out",   "reset", "error", "sent", "status",
      "marker", "id",     "created", "code", "body_digest", "fault", "begun", "took"};
  line.only(kKeys);
  for (const JsonObject& object : line.list("attempts", kMostAttempts)) {
    object.only(kAnswerKeys);
    const Proof proof = open_proof(object);
    const std::int64_t number = object.whole("number", 0, kMostAttempts);
    const auto found = std::find_if(
        contents.attempts.begin(), contents.attempts.end(),
        [&](const Attempt& each) { return each.proof == proof && each.number == number; });
    if (found == contents.attempts.end()) object.fail("this request was never sent");
    if (found->known) object.fail("this request was answered before");
    take_answer(object, *found);
  }
}

void Reader::read_finished(const JsonObject& line) {
  static constexpr std::string_view kKeys[] = {"event", "proof", "key",      "skipped",
                                               "ended", "count", "released", "spread_us"};
  static constexpr std::string_view kCountKeys[] = {"asked", "before", "after", "problem", "ids"};
  line.only(kKeys);
  ProofFacts facts;
  facts.proof = open_proof(line);
  facts.key = line.string("key");
  facts.skipped = safe(line, "skipped");
  line.string("ended");
  facts.ended = text::choice(line, "ended", kEnds, Next::done);
  facts.released = static_cast<std::size_t>(line.whole("released", 0, kMostAttempts));
  facts.spread = std::chrono::microseconds(line.whole("spread_us", 0, 1'000'000'000'000));
  if (!line.has("count")) line.miss("count", "is missing");
  const JsonObject count = *line.object("count");
  count.only(kCountKeys);
  facts.count.asked = count.flag("asked");
  facts.count.before = count_in(count, "before");
  facts.count.after = count_in(count, "after");
  facts.count.problem = safe(count, "problem");
  for (const std::string& id : count.strings("ids"))
    facts.count.ids.push_back(text::printable(id, 2000));
  contents.finished.push_back(std::move(facts));
}

bool is_json(std::string_view line) {
  const auto fault = text::fault_in_json(line, kLimits);
  return !fault || fault->kind != text::JsonFault::Kind::not_json;
}

}  // namespace

JournalContents read_journal(std::string_view text, const std::string& file) {
  Reader reader(file);
  if (text.size() > kLargestJournal)
    throw Failure(Failure::Kind::input, fmt::format("{}: larger than a journal can be", file));
  std::size_t at = 0;
  for (std::size_t feed; (feed = text.find('\n', at)) != std::string_view::npos; at = feed + 1) {
    const std::string_view line = text.substr(at, feed - at);
    const bool last = feed + 1 == text.size();
    if (last && reader.contents.head && !is_json(line)) break;
    reader.read(line);
  }
  // A file of somebody else's is not taken for a journal that was cut, and written over.
  const std::string_view rest = text.substr(at);
  if (!reader.contents.head && !rest.starts_with(kBeginning) && !kBeginning.starts_with(rest))
    throw Failure(Failure::Kind::input,
                  fmt::format("{}: this is no journal of charge replay", file));
  reader.contents.whole = at;
  return std::move(reader.contents);
}

}  // namespace checkoutdiag::charge
