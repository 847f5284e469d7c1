#include <fmt/core.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <array>

#include "lib/receiver/orders.hpp"
#include "lib/receiver/store.hpp"
#include "lib/sqlite/database.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::receiver {
namespace {

using sqlite::Database;
using sqlite::Query;

constexpr std::int64_t kApplication = 0x43445257;  // "CDRW"
constexpr std::int64_t kVersion = 3;

constexpr std::array<const char*, 10> kTables = {
    "CREATE TABLE events (number INTEGER PRIMARY KEY, key TEXT NOT NULL, digest TEXT NOT NULL, "
    "scheme TEXT NOT NULL, target BLOB NOT NULL, headers BLOB NOT NULL, body BLOB NOT NULL, "
    "received INTEGER NOT NULL, state INTEGER NOT NULL, attempts INTEGER NOT NULL, next INTEGER "
    "NOT NULL, lease INTEGER NOT NULL, status INTEGER NOT NULL, error TEXT NOT NULL, conflicts "
    "INTEGER NOT NULL, order_id TEXT NOT NULL, move TEXT NOT NULL, UNIQUE (key, scheme))",
    // What waits is little; what was forwarded is much.
    "CREATE INDEX waiting ON events (next) WHERE state = 0",
    "CREATE INDEX queue ON events (order_id, number) WHERE state = 0 AND order_id <> ''",
    "CREATE INDEX dead ON events (number) WHERE state = 2",
    "CREATE INDEX parked ON events (order_id) WHERE state = 3",
    "CREATE INDEX age ON events (received) WHERE state = 1",
    "CREATE INDEX superseded ON events (received) WHERE state = 4",
    "CREATE INDEX clashed ON events (number) WHERE conflicts > 0",
    "CREATE TABLE probes (id INTEGER PRIMARY KEY, times INTEGER NOT NULL)",
    "CREATE TABLE orders (id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID",
};

constexpr const char* kColumns =
    "number, key, digest, scheme, target, received, state, attempts, next, status, error, "
    "conflicts, order_id";

// Its locks are not to be trusted there (https://www.sqlite.org/faq.html#q5).
void refuse_network_disk(const sqlite::File& file) {
  constexpr std::int64_t kNfs = 0x6969, kSmb = 0x517B, kSmb2 = 0xFE534D42, kCifs = 0xFF534D42;
  const std::size_t slash = file.path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : file.path.substr(0, slash + 1);
  struct statfs disk {};
  if (::statfs(folder.c_str(), &disk) != 0) return;
  const auto type = static_cast<std::int64_t>(disk.f_type) & 0xFFFFFFFF;
  if (type == kNfs || type == kSmb || type == kSmb2 || type == kCifs)
    sqlite::refuse_file(file, "is on a network disk, whose locks do not hold",
                        "keep it on a disk of this machine, or share a Redis among receivers");
}

void prepare(const Database& database) {
  const std::int64_t application = database.number("PRAGMA application_id");
  const std::int64_t objects = database.number("SELECT count(*) FROM sqlite_master");
  if (application != kApplication && (application != 0 || objects != 0))
    sqlite::refuse_file(database.file(), "is the database of another program",
                        "name a file that is not there yet");
  if (const std::int64_t version = database.number("PRAGMA user_version");
      objects != 0 && version != kVersion)
    sqlite::refuse_file(
        database.file(),
        fmt::format("has version {}, and this checkoutdiag reads {}", version, kVersion),
        "name a file that is not there yet");
  database.run("PRAGMA journal_mode=WAL");
  // An answer leaves when its event is on disk: the log is synced at each commit.
  database.run("PRAGMA synchronous=FULL");
  if (objects != 0) return;
  database.transaction("BEGIN IMMEDIATE", [&] {
    // Another receiver may have been faster.
    if (database.number("SELECT count(*) FROM sqlite_master") != 0) return;
    for (const char* each : kTables)
      database.run(each);
    database.run(fmt::format("PRAGMA application_id={}", kApplication).c_str());
    database.run(fmt::format("PRAGMA user_version={}", kVersion).c_str());
  });
}

sqlite::File file_of(const std::string& path, bool may_create) {
  sqlite::File file{path, "store"};
  refuse_network_disk(file);
  if (!may_create && ::access(path.c_str(), F_OK) != 0)
    sqlite::refuse_file(file, "is not there", "name the one that webhook listen has (--store)");
  return file;
}

class SqliteStore : public Store {
 public:
  SqliteStore(const std::string& path, bool may_create) : database_(file_of(path, may_create)) {
    prepare(database_);
    insert_.emplace(database_.query(
        "INSERT INTO events VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, 0, ?, 0, ?, ?) "
        "ON CONFLICT (key, scheme) DO NOTHING"));
    digest_.emplace(database_.query("SELECT digest FROM events WHERE key = ? AND scheme = ?"));
    clash_.emplace(database_.query(
        "UPDATE events SET conflicts = conflicts + 1 WHERE key = ? AND scheme = ?"));
    order_.emplace(database_.query("SELECT state FROM orders WHERE id = ?"));
    move_.emplace(database_.query("UPDATE orders SET state = ? WHERE id = ?"));
    due_.emplace(database_.query(
        "SELECT number, key, digest, scheme, target, received, attempts, headers, body FROM events "
        "AS one WHERE state = 0 AND next <= ? AND (order_id = '' OR NOT EXISTS (SELECT 1 FROM "
        "events "
        "WHERE state = 0 AND order_id <> '' AND order_id = one.order_id AND number < one.number)) "
        "ORDER BY next LIMIT ?"));
    // What is leased waits for the end of its lease: a forwarder that died gives it back.
    take_.emplace(database_.query(
        "UPDATE events SET attempts = attempts + 1, lease = ?, next = ? WHERE number = ?"));
    finish_.emplace(
        database_.query("UPDATE events SET state = ?, next = ?, status = ?, error = ?, attempts = "
                        "attempts - ? WHERE number = ? AND lease = ? AND state = 0"));
  }

  std::vector<Stored> put(std::span<const Event> events) override {
    std::vector<Stored> done;
    database_.transaction("BEGIN IMMEDIATE", [&] {
      for (const Event& each : events)
        done.push_back(put(each));
    });
    return done;
  }

  std::vector<Job> lease(std::size_t most, std::int64_t now, std::int64_t until) override {
    std::vector<Job> jobs;
    // A look alone takes no lock that writers wait for.
    due_->bind(1, now).bind(2, std::int64_t{1});
    const bool any = due_->next();
    if (any) due_->run();
    if (!any) return jobs;
    database_.transaction("BEGIN IMMEDIATE", [&] {
      due_->bind(1, now).bind(2, static_cast<std::int64_t>(most));
      while (due_->next()) {
        Job job;
        job.number = due_->number(0);
        job.event = {due_->text(1),
                     due_->text(2),
                     due_->text(3),
                     due_->text(4),
                     read_headers(due_->text(7)),
                     due_->text(8),
                     due_->number(5),
                     {},
                     {}};
        job.attempt = due_->number(6) + 1;
        job.lease = until;
        jobs.push_back(std::move(job));
      }
      for (const Job& each : jobs)
        take_->bind(1, until).bind(2, until).bind(3, each.number).run();
    });
    return jobs;
  }

  void finish(std::span<const Attempted> attempts) override {
    database_.transaction("BEGIN IMMEDIATE", [&] {
      for (const Attempted& each : attempts)
        finish_->bind(1, static_cast<std::int64_t>(each.state))
            .bind(2, each.next)
            .bind(3, std::int64_t{each.status})
            .bind(4, each.error)
            .bind(5, std::int64_t{each.is_unmade})
            .bind(6, each.number)
            .bind(7, each.lease)
            .run();
    });
  }

  std::vector<Kept> list(std::optional<State> state, std::size_t most,
                         std::int64_t before) override {
    Query asked = database_.query(
        fmt::format("SELECT {} FROM events WHERE (?1 < 0 OR state = ?1) AND (?2 = 0 OR number < "
                    "?2) ORDER BY number DESC LIMIT ?3",
                    kColumns)
            .c_str());
    asked.bind(1, state ? static_cast<std::int64_t>(*state) : -1)
        .bind(2, before)
        .bind(3, static_cast<std::int64_t>(most));
    std::vector<Kept> all;
    while (asked.next())
      all.push_back(kept(asked));
    return all;
  }

  std::optional<Kept> find(std::string_view key_or_number) override {
    Query asked = database_.query(
        fmt::format("SELECT {}, headers, body FROM events WHERE key = ?1 OR CAST(number AS TEXT) = "
                    "?1 ORDER BY key <> ?1 LIMIT 1",
                    kColumns)
            .c_str());
    asked.bind(1, key_or_number);
    if (!asked.next()) return std::nullopt;
    Kept found = kept(asked);
    found.event.headers = read_headers(asked.text(13));
    found.event.body = asked.text(14);
    return found;
  }

  bool resend(std::int64_t number) override {
    database_
        .query("UPDATE events SET state = 0, next = 0, lease = 0, attempts = 0 WHERE number = ?")
        .bind(1, number)
        .run();
    return database_.changed() > 0;
  }

  std::int64_t resend_dead() override {
    database_.run("UPDATE events SET state = 0, next = 0, lease = 0, attempts = 0 WHERE state = 2");
    return database_.changed();
  }

  std::int64_t purge(std::int64_t before, std::string_view scheme) override {
    // In pieces, so that deliveries do not wait for it.
    constexpr std::int64_t kPiece = 500;
    std::int64_t all = 0;
    for (const int state : {1, 4}) {
      Query some = database_.query(
          fmt::format("DELETE FROM events WHERE number IN (SELECT number FROM events WHERE state = "
                      "{} AND received < ?1 AND (?3 = '' OR scheme = ?3) LIMIT ?2)",
                      state)
              .c_str());
      do {
        some.bind(1, before).bind(2, kPiece).bind(3, scheme).run();
        all += database_.changed();
      } while (database_.changed() > 0);
    }
    return all;
  }

  void probe() override {
    // As a delivery does: to the disk.
    database_.transaction("BEGIN IMMEDIATE", [&] {
      database_.run("INSERT INTO probes VALUES (1, 1) ON CONFLICT DO UPDATE SET times = times + 1");
    });
  }

  Counts counts() override {
    Counts counts;
    // Each by an index of its own.
    for (std::size_t i = 0; i < kStates.size(); ++i)
      counts.by_state[i] =
          database_.number(fmt::format("SELECT count(*) FROM events WHERE state = {}", i).c_str());
    counts.conflicts =
        database_.number("SELECT ifnull(sum(conflicts), 0) FROM events WHERE conflicts > 0");
    return counts;
  }

  Registered register_order(std::string_view order, std::string_view state) override {
    Registered done;
    database_.transaction("BEGIN IMMEDIATE", [&] {
      database_.query("INSERT INTO orders VALUES (?, ?) ON CONFLICT DO NOTHING")
          .bind(1, order)
          .bind(2, state)
          .run();
      done.is_new = database_.changed() > 0;
      done.state = *state_of_order(order);
      Query parked = database_.query(
          "SELECT number, move FROM events WHERE state = 3 AND order_id = ? ORDER BY number");
      parked.bind(1, order);
      std::vector<std::pair<std::int64_t, std::string>> waiting;
      while (parked.next())
        waiting.emplace_back(parked.number(0), parked.text(1));
      Query apply = database_.query("UPDATE events SET state = ?, error = ? WHERE number = ?");
      for (const auto& [number, move] : waiting) {
        const Moved moved = moved_by(move, done.state);
        ++(moved.is_done ? done.applied : done.superseded);
        apply.bind(1, static_cast<std::int64_t>(moved.is_done ? State::pending : State::superseded))
            .bind(2, moved.is_done ? "" : superseded_because(done.state))
            .bind(3, number)
            .run();
        done.state = moved.state;
      }
      move_->bind(1, done.state).bind(2, order).run();
    });
    return done;
  }

  std::optional<std::string> state_of_order(std::string_view order) override {
    order_->bind(1, order);
    if (!order_->next()) return std::nullopt;
    std::string state = order_->text(0);
    order_->run();
    return state;
  }

 private:
  // Within a transaction, so nobody else moves the order in between.
  Stored put(const Event& event) {
    Stored stored = Stored::fresh;
    std::optional<std::string> order;
    Moved moved{true, ""};
    if (!event.order.empty()) {
      order = state_of_order(event.order);
      if (order) moved = moved_by(event.move, *order);
      stored = !order ? Stored::parked : moved.is_done ? Stored::fresh : Stored::superseded;
    }
    const State state = stored == Stored::fresh    ? State::pending
                        : stored == Stored::parked ? State::parked
                                                   : State::superseded;
    insert_->bind(1, event.key)
        .bind(2, event.digest)
        .bind(3, event.scheme)
        .bind_bytes(4, event.target)
        .bind_bytes(5, headers_text(event.headers))
        .bind_bytes(6, event.body)
        .bind(7, event.received)
        .bind(8, static_cast<std::int64_t>(state))
        .bind(9, event.received)
        .bind(10, moved.is_done ? "" : superseded_because(*order))
        .bind(11, event.order)
        .bind(12, event.move)
        .run();
    if (database_.changed() > 0) {
      if (order && moved.state != *order) move_->bind(1, moved.state).bind(2, event.order).run();
      return stored;
    }
    digest_->bind(1, event.key).bind(2, event.scheme);
    const bool same = digest_->next() && digest_->text(0) == event.digest;
    digest_->run();
    if (same) return Stored::duplicate;
    clash_->bind(1, event.key).bind(2, event.scheme).run();
    return Stored::conflict;
  }

  static Kept kept(const Query& row) {
    Kept one;
    one.number = row.number(0);
    one.event.key = row.text(1);
    one.event.digest = row.text(2);
    one.event.scheme = row.text(3);
    one.event.target = row.text(4);
    one.event.received = row.number(5);
    const std::int64_t state = row.number(6);
    one.state = state >= 0 && state < static_cast<std::int64_t>(kStates.size())
                    ? static_cast<State>(state)
                    : State::pending;
    one.attempts = row.number(7);
    one.next = row.number(8);
    one.status = static_cast<int>(row.number(9));
    one.error = text::printable(row.text(10), 200);
    one.conflicts = row.number(11);
    one.event.order = row.text(12);
    return one;
  }

  Database database_;
  std::optional<Query> insert_, digest_, clash_, due_, take_, finish_, order_, move_;
};

}  // namespace

std::unique_ptr<Store> open_sqlite_store(const std::string& file, bool may_create) {
  return std::make_unique<SqliteStore>(file, may_create);
}

}  // namespace checkoutdiag::receiver
