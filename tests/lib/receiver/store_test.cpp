#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "lib/failure.hpp"
#include "lib/receiver/orders.hpp"
#include "lib/receiver/store.hpp"
#include "tests/lib/receiver/redis_server.hpp"

namespace checkoutdiag::receiver {
namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "receiver-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

class Sqlite {
 public:
  std::string file() const { return folder_.path() + "/events.db"; }
  bool is_there() const { return true; }
  std::unique_ptr<Store> open(bool may_create = true) const {
    return open_sqlite_store(file(), may_create);
  }

 private:
  const Folder folder_;
};

class Redis {
 public:
  bool is_there() const { return server_.is_there(); }
  std::unique_ptr<Store> open(bool may_create = true) const {
    return open_redis_store(server_.address(), may_create);
  }
  const test::RedisServer& server() const { return server_; }

 private:
  const Folder folder_;
  const test::RedisServer server_{folder_.path()};
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

TEST_CASE_TEMPLATE("an event is stored once, and its key with another body is told", Place, Sqlite,
                   Redis) {
  const Place place;
  if (!place.is_there()) return;
  const auto store = place.open();
  CHECK(store->put(std::array{event("a"), event("a"), event("b")}) ==
        std::vector{Stored::fresh, Stored::duplicate, Stored::fresh});
  CHECK(put(*store, event("a", "other")) == Stored::conflict);
  // Of another connection, as another process has it.
  const auto second = place.open();
  CHECK(put(*second, event("b")) == Stored::duplicate);
  const auto found = second->find("a");
  REQUIRE(found);
  CHECK(found->conflicts == 1);
  CHECK(found->event.body == event("a").body);
  CHECK(found->event.headers.at(0).value == "1");
  CHECK(second->find(std::to_string(found->number))->event.key == "a");
  CHECK_FALSE(second->find("c"));
  CHECK(store->counts().of(State::pending) == 2);
  CHECK(store->counts().conflicts == 1);
}

TEST_CASE_TEMPLATE("a lease is one forwarder's until it is over", Place, Sqlite, Redis) {
  const Place place;
  if (!place.is_there()) return;
  const auto store = place.open();
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
  CHECK(store->counts().of(State::forwarded) == 0);
  store->finish(std::array{ended(again[0], State::forwarded)});
  CHECK(store->counts().of(State::forwarded) == 1);
  // One that is done stays so, whoever comes late.
  store->finish(std::array{ended(again[0], State::pending, 0, 500)});
  CHECK(store->counts().of(State::forwarded) == 1);
}

TEST_CASE_TEMPLATE("failed attempts, the last of them, and another beginning", Place, Sqlite,
                   Redis) {
  const Place place;
  if (!place.is_there()) return;
  const auto store = place.open();
  put(*store, event("a"));
  auto jobs = store->lease(1, 200, 1000);
  store->finish(std::array{ended(jobs.at(0), State::pending, 700, 503)});
  CHECK(store->lease(1, 699, 1000).empty());
  jobs = store->lease(1, 700, 2000);
  CHECK(jobs.at(0).attempt == 2);
  store->finish(std::array{ended(jobs.at(0), State::dead, 0, 500)});
  CHECK(store->counts().of(State::dead) == 1);
  CHECK(store->list(State::dead, 10, 0).at(0).status == 500);
  CHECK(store->list(State::pending, 10, 0).empty());
  CHECK(store->resend_dead() == 1);
  CHECK(store->lease(1, 0, 3000).at(0).attempt == 1);
  CHECK(store->resend(1));
  CHECK_FALSE(store->resend(2));
}

TEST_CASE_TEMPLATE("a list goes back in time, and purging forgets what was passed on", Place,
                   Sqlite, Redis) {
  const Place place;
  if (!place.is_there()) return;
  const auto store = place.open();
  for (int i = 1; i <= 5; ++i)
    put(*store, event("e" + std::to_string(i), "d", i * 100));
  CHECK(store->list(std::nullopt, 2, 0).at(0).event.key == "e5");
  CHECK(store->list(std::nullopt, 2, 4).at(0).event.key == "e3");
  for (const Job& each : store->lease(4, 1000, 2000))
    store->finish(std::array{ended(each, State::forwarded)});
  CHECK(store->purge(250, "") == 2);
  CHECK(store->purge(250, "") == 0);
  CHECK(put(*store, event("e1")) == Stored::fresh);
  CHECK(put(*store, event("e3")) == Stored::duplicate);
}

TEST_CASE_TEMPLATE("the same key of two schemes is two events, and each is kept its own time",
                   Place, Sqlite, Redis) {
  const Place place;
  if (!place.is_there()) return;
  const auto store = place.open();
  Event other = event("a", "other");
  other.scheme = "paypal";
  CHECK(store->put(std::array{event("a"), other}) == std::vector{Stored::fresh, Stored::fresh});
  CHECK(put(*store, other) == Stored::duplicate);
  for (const Job& each : store->lease(4, 1000, 2000))
    store->finish(std::array{ended(each, State::forwarded)});
  CHECK(store->purge(1000, "stripe") == 1);
  CHECK(put(*store, other) == Stored::duplicate);
  CHECK(put(*store, event("a")) == Stored::fresh);
}

namespace {

Event moving(const std::string& key, const std::string& order, const std::string& move) {
  Event one = event(key);
  one.order = order;
  one.move = move;
  return one;
}

}  // namespace

TEST_CASE_TEMPLATE("an event waits for its order, and one that was overtaken is not passed on",
                   Place, Sqlite, Redis) {
  const Place place;
  if (!place.is_there()) return;
  const auto store = place.open();
  CHECK(store->put(std::array{moving("paid", "A1", "open>paid"), moving("note", "A1", ""),
                              moving("cancel", "A1", "open>canceled"),
                              moving("else", "B2", "open>paid")}) ==
        std::vector{Stored::parked, Stored::parked, Stored::parked, Stored::parked});
  CHECK(put(*store, moving("paid", "A1", "open>paid")) == Stored::duplicate);
  CHECK(store->lease(10, 1000, 2000).empty());
  CHECK(store->counts().of(State::parked) == 4);
  CHECK_FALSE(store->state_of_order("A1"));

  const Registered done = store->register_order("A1", "open");
  CHECK(done.is_new);
  CHECK(done.state == "paid");
  CHECK(done.applied == 2);
  CHECK(done.superseded == 1);
  CHECK(store->state_of_order("A1") == "paid");
  CHECK(store->find("cancel")->state == State::superseded);
  CHECK(store->find("cancel")->error == superseded_because("paid"));
  CHECK(store->list(State::parked, 10, 0).at(0).event.order == "B2");
  // One after the other.
  const auto payment = store->lease(10, 1000, 2000);
  REQUIRE(payment.size() == 1);
  CHECK(payment[0].event.key == "paid");
  CHECK(store->lease(10, 1000, 2000).empty());
  CHECK(store->counts().of(State::pending) == 2);
  store->finish(std::array{ended(payment[0], State::pending, 1500, 503)});
  CHECK(store->lease(10, 1499, 2000).empty());
  const auto payment_again = store->lease(10, 1500, 3000);
  store->finish(std::array{ended(payment_again.at(0), State::forwarded)});
  const auto note = store->lease(10, 1500, 3000);
  REQUIRE(note.size() == 1);
  CHECK(note[0].event.key == "note");
  // One that was given back was no attempt.
  Attempted unmade = ended(note[0], State::pending, 0, 0);
  unmade.is_unmade = true;
  store->finish(std::array{unmade});
  const auto note_again = store->lease(10, 1500, 4000);
  CHECK(note_again.at(0).attempt == 1);
  store->finish(std::array{ended(note_again[0], State::dead)});
  // Once more is the same.
  const Registered again = store->register_order("A1", "open");
  CHECK_FALSE(again.is_new);
  CHECK(again.state == "paid");
  CHECK(again.applied + again.superseded == 0);

  CHECK(put(*store, moving("refund", "A1", "open,paid>refunded")) == Stored::fresh);
  CHECK(put(*store, moving("late", "A1", "open>paid")) == Stored::superseded);
  CHECK(store->state_of_order("A1") == "refunded");
  CHECK(store->counts().of(State::superseded) == 2);
  // What a person wants passed on all the same is.
  CHECK(store->resend(store->find("late")->number));
  CHECK(store->find("late")->state == State::pending);
  CHECK(store->resend(store->find("else")->number));
  CHECK(store->register_order("B2", "open").applied == 0);
  CHECK(store->purge(1000, "") == 2);
  store->probe();
}

// Each order can be paid or canceled, and both arrive at once by two receivers.
TEST_CASE_TEMPLATE("of two events that go on from the same state one alone wins", Place, Sqlite,
                   Redis) {
  const Place place;
  if (!place.is_there()) return;
  constexpr int kOrders = 100;
  const auto store = place.open();
  for (int i = 0; i < kOrders; ++i)
    store->register_order(std::to_string(i), "open");
  std::array<std::vector<Stored>, 2> told;
  std::array<std::thread, 2> threads;
  for (std::size_t side = 0; side < 2; ++side)
    threads[side] = std::thread([&, side] {
      const auto mine = place.open();
      for (int i = 0; i < kOrders; ++i)
        told[side].push_back(
            put(*mine, moving((side == 0 ? "p" : "c") + std::to_string(i), std::to_string(i),
                              side == 0 ? "open>paid" : "open>canceled")));
    });
  for (std::thread& each : threads)
    each.join();
  for (std::size_t i = 0; i < kOrders; ++i) {
    CHECK((told[0][i] == Stored::fresh) != (told[1][i] == Stored::fresh));
    CHECK(store->state_of_order(std::to_string(i)) ==
          (told[0][i] == Stored::fresh ? "paid" : "canceled"));
  }
}

TEST_CASE("a list by state goes through more than Redis looks at in one step") {
  const Redis place;
  if (!place.is_there()) return;
  const auto store = place.open();
  std::vector<Event> many;
  for (int i = 0; i < 2500; ++i)
    many.push_back(event("e" + std::to_string(i)));
  store->put(many);
  const auto first = store->lease(1, 1000, 2000);
  store->finish(std::array{ended(first.at(0), State::dead)});
  const auto dead = store->list(State::dead, 10, 0);
  REQUIRE(dead.size() == 1);
  CHECK(dead[0].event.key == first[0].event.key);
  CHECK(store->list(std::nullopt, 2000, 0).size() == 2000);
}

TEST_CASE("what a Redis may lose is told, and what is none of these is refused") {
  const Redis place;
  if (!place.is_there()) return;
  CHECK_THROWS_AS(place.open(false), Failure);
  redis::Connection server(place.server().address());
  const auto told = [&] { return place.open()->may_lose(); };
  REQUIRE(told().size() == 1);
  CHECK(told()[0].find("appendonly no") != std::string::npos);
  server.run({"CONFIG", "SET", "appendonly", "yes"});
  CHECK(told().at(0).find("up to a second") != std::string::npos);
  server.run({"CONFIG", "SET", "appendfsync", "always"});
  CHECK(told().empty());
  server.run({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
  CHECK(told().at(0).find("throws keys away") != std::string::npos);
  // A store that was flushed of its scripts learns them again.
  const auto store = place.open();
  put(*store, event("a"));
  server.run({"SCRIPT", "FLUSH"});
  CHECK_THROWS_AS(put(*store, event("b")), Failure);
  CHECK(put(*store, event("b")) == Stored::fresh);
  server.run({"SET", "checkoutdiag:webhook:format", "99"});
  CHECK_THROWS_AS(place.open(), Failure);
}

TEST_CASE("what is no store is refused and stays as it was") {
  const Sqlite place;
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
