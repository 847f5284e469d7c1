#include "lib/charge/journal.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "lib/charge/replay/journal_text.hpp"
#include "lib/charge/replay/plan.hpp"
#include "lib/failure.hpp"
#include "tests/lib/charge/replay/test_plan.hpp"
#include "tests/lib/x509/scratch.hpp"

namespace checkoutdiag::charge {
namespace {

constexpr std::int64_t kThen = 1'795'000'000'000, kHour = 3'600'000;

std::string text_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string failure(const std::function<void()>& what, Failure::Kind kind) {
  try {
    what();
  } catch (const Failure& failed) {
    CHECK(failed.kind == kind);
    CHECK(failed.hint != "");
    return failed.what();
  }
  return "no failure";
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

Attempt attempt(const ReplayPlan& plan, Proof proof, int number) {
  Attempt made;
  made.proof = proof;
  made.number = number;
  made.round = number - 1;
  made.key = key_of(plan, proof);
  made.begun = kThen + number;
  return made;
}

Attempt answered(Attempt made) {
  made.fate = http::Fate::answered;
  made.sent = 321;
  made.status = 201;
  made.marker = true;
  made.id = "ch_1";
  made.created = "1795000000";
  made.code = "c";
  made.body_digest = "0123456789abcdef";
  made.fault = "f";
  made.took = 12;
  return made;
}

/// A journal with something of every kind.
std::string filled(const test::Scratch& scratch, const ReplayPlan& plan) {
  const std::string file = scratch.path() + "/journal";
  Journal journal(file, plan, false, kThen);
  Count before;
  before.asked = true;
  before.before = 3;
  journal.counting(Proof::sequential, before);
  journal.sending({attempt(plan, Proof::sequential, 1)});
  journal.answered({answered(attempt(plan, Proof::sequential, 1))});
  ProofFacts facts;
  facts.key = plan.key;
  facts.ended = Next::stored;
  facts.count = before;
  facts.count.after = 4;
  facts.count.ids = {"ch_1"};
  facts.released = 7;
  facts.spread = std::chrono::microseconds(250);
  journal.finish(facts);
  Attempt open = attempt(plan, Proof::concurrent, 2);
  open.because = "503";
  journal.sending({attempt(plan, Proof::concurrent, 1), open});
  journal.answered({answered(attempt(plan, Proof::concurrent, 1))});
  return file;
}

TEST_CASE("journal: what was written is read again, and what has no answer is open") {
  test::Scratch scratch;
  const ReplayPlan plan = test::plan_for("http://user:pass@127.0.0.1:1?token=5ecre7");
  const std::string file = filled(scratch, plan);
  CHECK(Journal::base_key_in(file) == plan.key);
  const std::string text = text_of(file);
  for (const char* secret : {"pass", "5ecre7", "eur", "Bearer"})
    CHECK_FALSE(has(text, secret));
  struct stat status {};
  REQUIRE(stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);

  const Journal read(file, plan, true, kThen + kHour);
  CHECK(read.resumed_from() == file);
  REQUIRE(read.attempts().size() == 3);
  const Attempt& first = read.attempts()[0];
  CHECK(first.known);
  CHECK(answered_line({first}) == answered_line({answered(attempt(plan, Proof::sequential, 1))}));
  CHECK(sending_line({first}) == sending_line({attempt(plan, Proof::sequential, 1)}));
  CHECK_FALSE(read.attempts()[2].known);
  CHECK(read.attempts()[2].fate == http::Fate::no_status);
  CHECK(read.attempts()[2].because == "503");
  REQUIRE(read.finished().size() == 1);
  CHECK(has(text, finished_line(read.finished()[0])));
  REQUIRE(read.counted(Proof::sequential) != nullptr);
  CHECK(read.counted(Proof::sequential)->before == 3);
  CHECK(read.counted(Proof::lost) == nullptr);
}

TEST_CASE("journal: wherever the last line was cut, the lines before it count and it is gone") {
  test::Scratch scratch;
  const ReplayPlan plan = test::plan_for("http://127.0.0.1:1");
  const std::string text = text_of(filled(scratch, plan));
  const std::size_t head = text.find('\n') + 1;
  for (std::size_t length = 0; length < text.size(); ++length) {
    CAPTURE(length);
    const std::string cut = text.substr(0, length);
    const JournalContents contents = read_journal(cut, "f");
    const std::size_t whole = cut.rfind('\n') + 1;
    CHECK(contents.whole == whole);
    CHECK(contents.head.has_value() == (length >= head));
  }
  // The length of a file may be on disk before what is in it.
  const std::string zeros = text.substr(0, head) + std::string(40, '\0');
  CHECK(read_journal(zeros, "f").whole == head);
  CHECK(read_journal(zeros + "\n", "f").whole == head);

  const std::string file = scratch.write("cut", text.substr(0, text.size() - 5));
  Journal(file, plan, true, kThen).sending({attempt(plan, Proof::lost, 1)});
  const Journal read(file, plan, true, kThen);
  CHECK(read.attempts().size() == 4);
  CHECK_FALSE(read.attempts()[1].known);
}

TEST_CASE("journal: a first line that was cut is written again, with whatever key") {
  test::Scratch scratch;
  const ReplayPlan plan = test::plan_for("http://127.0.0.1:1");
  for (const char* text : {"", "{\"jour", "{\"journal\":\"checkoutdiag.charge/1\",\"plan\":\"12"}) {
    const std::string file = scratch.write("cut", text);
    CHECK(Journal::base_key_in(file).size() == 36);
    CHECK(Journal::base_key_in(file) != plan.key);
    CHECK(Journal(file, plan, true, kThen).resumed_from() == "");
    CHECK(Journal::base_key_in(file) == plan.key);
  }
}

TEST_CASE("journal: another file is not written over") {
  test::Scratch scratch;
  const ReplayPlan plan = test::plan_for("http://127.0.0.1:1");
  for (const char* text : {"hello", "hello\n", "{\"a\":1}\n", "{\"jourNAL", "\n", "[]\n[]\n"}) {
    CAPTURE(text);
    const std::string file = scratch.write("other", text);
    const auto resume = [&] { Journal(file, plan, true, kThen); };
    CHECK_THROWS_AS(resume(), Failure);
    CHECK(text_of(file) == text);
  }
}

TEST_CASE("journal: damage in the middle is told with its line") {
  test::Scratch scratch;
  const ReplayPlan plan = test::plan_for("http://127.0.0.1:1");
  const std::string text = text_of(filled(scratch, plan));
  const auto reading = [&](std::string_view from, std::string_view to) {
    std::string damaged = text;
    const std::size_t at = damaged.find(from);
    REQUIRE(at != std::string::npos);
    damaged.replace(at, from.size(), to);
    try {
      read_journal(damaged, "f");
    } catch (const Failure& failed) {
      CHECK(failed.kind == Failure::Kind::input);
      return std::string(failed.what());
    }
    return std::string();
  };
  CHECK(reading("{\"event\":\"counting\"", "{\"event\"\"counting\"")
            .starts_with("f:2: not JSON at column"));
  CHECK(has(reading("\"number\":1", "\"number\":2"), "f:3: attempts[0]: \"number\" must"));
  CHECK(has(reading("\"number\":1,\"fate\"", "\"number\":9,\"fate\""), "was never sent"));
  CHECK(has(reading("charge/1", "charge/2"), "another version wrote it"));
  CHECK(has(reading("\"proof\":\"concurrent\"", "\"proof\":\"sequential\""), "finished before"));
  CHECK(has(reading("\"fate\":\"answered\"", "\"fate\":\"maybe\""), "one of answered, not-sent"));
  CHECK(has(reading("\"ended\":\"stored\"", "\"ended\":\"stored\",\"x\":1"), "not a key of it"));
}

TEST_CASE("journal: only the same run goes on with it") {
  test::Scratch scratch;
  const ReplayPlan plan = test::plan_for("http://127.0.0.1:1");
  const std::string file = filled(scratch, plan);
  const auto refused = [&](const std::function<void(ReplayPlan&)>& change) {
    ReplayPlan other = plan;
    change(other);
    return failure([&] { Journal(file, other, true, kThen); }, Failure::Kind::input);
  };
  CHECK(has(refused([](ReplayPlan& p) { p.url += "/x"; }), "is of http://127.0.0.1:1/v1/charges"));
  CHECK(has(refused([](ReplayPlan& p) { p.url += "?x"; }), "another request"));
  CHECK(has(refused([](ReplayPlan& p) { p.payload += " "; }), "another request"));
  CHECK(has(refused([](ReplayPlan& p) { p.headers[1].value += "x"; }), "another request"));
  CHECK(has(refused([](ReplayPlan& p) { p.concurrency = 5; }), "another request"));
  CHECK(has(refused([](ReplayPlan& p) { p.proofs.pop_back(); }), "another request"));
  CHECK(has(refused([](ReplayPlan& p) { p.profile.object_id = "/x"; }), "another request"));
  CHECK(has(refused([](ReplayPlan& p) { p.key = "k"; }), "another key"));
  CHECK(has(refused([](ReplayPlan& p) { p.profile.name = "other"; }), "profile tests, not other"));
  ReplayPlan patient = plan;
  patient.retry.retries = 9;
  patient.timeout *= 2;
  CHECK_NOTHROW(Journal(file, patient, true, kThen));

  std::string text = text_of(file);
  const std::string key = key_of(plan, Proof::concurrent);
  text.replace(text.rfind(key), key.size(), plan.key);
  scratch.write("journal", text);
  CHECK(has(refused([](ReplayPlan&) {}), "a key that is none of this run's"));
}

TEST_CASE("journal: a journal that is older than the gateway's memory is not gone on with") {
  test::Scratch scratch;
  ReplayPlan plan = test::plan_for("http://127.0.0.1:1");
  const auto resumed = [&](std::optional<std::chrono::seconds> retention, std::int64_t age) {
    plan.profile.retention = retention;
    const std::string file = scratch.path() + "/aged";
    std::filesystem::remove(file);
    { Journal(file, plan, false, kThen); }
    try {
      Journal(file, plan, true, kThen + age);
    } catch (const Failure& failed) {
      CHECK(failed.kind == Failure::Kind::input);
      CHECK(has(failed.hint, "look at the gateway"));
      return std::string(failed.what()).substr(file.size() + 13);
    }
    return std::string();
  };
  CHECK(resumed(std::chrono::hours(24), 23 * kHour) == "");
  CHECK(resumed(std::chrono::hours(24), 26 * kHour) ==
        "began 26 h ago, and The gateway of the tests keeps keys for 24 h: the same key would be a "
        "new charge");
  CHECK(has(resumed(std::chrono::hours(24), 24 * kHour - 1), "23 h 59 min ago"));
  CHECK(resumed({}, kHour / 2) == "");
  CHECK(has(resumed({}, kHour), "does not document how long"));
  CHECK(has(resumed(std::chrono::hours(24), -1), "begins in the future"));
}

TEST_CASE("journal: the file is there when it should be, a file, and nobody else's") {
  test::Scratch scratch;
  const ReplayPlan plan = test::plan_for("http://127.0.0.1:1");
  const std::string file = scratch.path() + "/journal";
  const auto open = [&](const std::string& path, bool resume, Failure::Kind kind) {
    return failure([&] { Journal(path, plan, resume, kThen); }, kind);
  };
  CHECK(has(open(file, true, Failure::Kind::usage), "there is no journal"));
  {
    Journal first(file, plan, false, kThen);
    CHECK(has(open(file, true, Failure::Kind::input), "in use by another run"));
  }
  CHECK(has(open(file, false, Failure::Kind::usage), "is there already"));
  REQUIRE(symlink(file.c_str(), (scratch.path() + "/link").c_str()) == 0);
  CHECK(has(open(scratch.path() + "/link", true, Failure::Kind::input), "symbolic link"));
  REQUIRE(mkfifo((scratch.path() + "/pipe").c_str(), 0600) == 0);
  CHECK(has(open(scratch.path() + "/pipe", true, Failure::Kind::input), "is no file"));
  CHECK(has(open(scratch.path() + "/none/x", false, Failure::Kind::input), "cannot be opened"));
}

}  // namespace
}  // namespace checkoutdiag::charge
