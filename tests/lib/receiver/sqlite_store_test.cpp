#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "lib/failure.hpp"
#include "lib/receiver/store.hpp"

namespace checkoutdiag::receiver {
namespace {

class Place {
 public:
  Place() {
    std::string name = (std::filesystem::temp_directory_path() / "receiver-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder_ = name;
  }
  ~Place() { std::filesystem::remove_all(folder_); }
  std::string file() const { return (folder_ / "events.db").string(); }

 private:
  std::filesystem::path folder_;
};

Event event(const std::string& key, const std::string& digest = "d", std::int64_t received = 100) {
  Event made;
  made.key = key;
  made.digest = digest;
  made.scheme = "stripe";
  made.target = "/hook";
  made.headers = {{"A", "1"}};
  made.body = std::string("a\0b\xff", 4);
  made.received = received;
  return made;
}

Stored put(Store& store, const Event& one) {
  return store.put(std::array{one}).at(0);
}

Attempted ended(const Job& job, State state, std::int64_t next = 0, int status = 200) {
  Attempted attempt;
  attempt.number = job.number;
  attempt.lease = job.lease;
  attempt.state = state;
  attempt.next = next;
  attempt.status = status;
  return attempt;
}

}  // namespace

TEST_CASE("an event is stored once, and its key with another body is told") {
  const Place place;
  const auto store = open_sqlite_store(place.file());
  CHECK(store->put(std::array{event("a"), event("a"), event("b")}) ==
        std::vector{Stored::fresh, Stored::duplicate, Stored::fresh});
  CHECK(put(*store, event("a", "other")) == Stored::conflict);
  // Of another connection, as another process has it.
  const auto second = open_sqlite_store(place.file());
  CHECK(put(*second, event("b")) == Stored::duplicate);
  const auto found = second->find("a");
  REQUIRE(found);
  CHECK(found->conflicts == 1);
  CHECK(found->event.body == event("a").body);
  CHECK(found->event.headers.at(0).value == "1");
  CHECK(second->find(std::to_string(found->number))->event.key == "a");
  CHECK_FALSE(second->find("c"));
  CHECK(store->counts().pending == 2);
  CHECK(store->counts().conflicts == 1);
}

TEST_CASE("a lease is one forwarder's until it is over") {
  const Place place;
  const auto store = open_sqlite_store(place.file());
  store->put(std::array{event("a"), event("b", "d", 50), event("later", "d", 5000)});
  const auto jobs = store->lease(10, 200, 1000);
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].event.key == "b");
  CHECK(jobs[0].attempt == 1);
  CHECK(jobs[0].event.body == event("b").body);
  CHECK(store->lease(10, 999, 2000).empty());
  // It is over: another one gets it, and the first one's word counts no more.
  const auto again = store->lease(1, 1000, 3000);
  REQUIRE(again.size() == 1);
  CHECK(again[0].attempt == 2);
  const Job& late = jobs[0].number == again[0].number ? jobs[0] : jobs[1];
  store->finish(std::array{ended(late, State::forwarded)});
  CHECK(store->counts().forwarded == 0);
  store->finish(std::array{ended(again[0], State::forwarded)});
  CHECK(store->counts().forwarded == 1);
  // One that is done stays so, whoever comes late.
  store->finish(std::array{ended(again[0], State::pending, 0, 500)});
  CHECK(store->counts().forwarded == 1);
}

TEST_CASE("failed attempts, the last of them, and another beginning") {
  const Place place;
  const auto store = open_sqlite_store(place.file());
  put(*store, event("a"));
  auto jobs = store->lease(1, 200, 1000);
  store->finish(std::array{ended(jobs.at(0), State::pending, 700, 503)});
  CHECK(store->lease(1, 699, 1000).empty());
  jobs = store->lease(1, 700, 2000);
  CHECK(jobs.at(0).attempt == 2);
  store->finish(std::array{ended(jobs.at(0), State::dead, 0, 500)});
  CHECK(store->counts().dead == 1);
  CHECK(store->list(State::dead, 10, 0).at(0).status == 500);
  CHECK(store->list(State::pending, 10, 0).empty());
  CHECK(store->resend_dead() == 1);
  CHECK(store->lease(1, 0, 3000).at(0).attempt == 1);
  CHECK(store->resend(1));
  CHECK_FALSE(store->resend(2));
}

TEST_CASE("a list goes back in time, and purging forgets what was passed on") {
  const Place place;
  const auto store = open_sqlite_store(place.file());
  for (int i = 1; i <= 5; ++i)
    put(*store, event("e" + std::to_string(i), "d", i * 100));
  CHECK(store->list(std::nullopt, 2, 0).at(0).event.key == "e5");
  CHECK(store->list(std::nullopt, 2, 4).at(0).event.key == "e3");
  for (const Job& each : store->lease(4, 1000, 2000))
    store->finish(std::array{ended(each, State::forwarded)});
  CHECK(store->purge(250) == 2);
  CHECK(store->purge(250) == 0);
  CHECK(put(*store, event("e1")) == Stored::fresh);
  CHECK(put(*store, event("e3")) == Stored::duplicate);
}

TEST_CASE("what is no store is refused and stays as it was") {
  const Place place;
  CHECK_THROWS_AS(open_sqlite_store(place.file(), false), Failure);
  CHECK_FALSE(std::filesystem::exists(place.file()));
  {
    std::FILE* file = std::fopen(place.file().c_str(), "w");
    std::fputs("something else, long enough to be looked at by a database", file);
    std::fclose(file);
  }
  CHECK_THROWS_AS(open_sqlite_store(place.file()), Failure);
  CHECK(std::filesystem::file_size(place.file()) == 57);
}

}  // namespace checkoutdiag::receiver
