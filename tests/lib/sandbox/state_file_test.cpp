#include "lib/sandbox/state_file.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>

#include "lib/failure.hpp"
#include "tests/lib/sandbox/scene.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::sandbox;
using test::Gateway;

namespace {

namespace fs = std::filesystem;

struct Directory {
  Directory() {
    std::string name = (fs::temp_directory_path() / "checkoutdiag-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("there is no temporary directory");
    path = name;
  }
  ~Directory() { fs::remove_all(path); }
  std::string file(const char* name) const { return (path / name).string(); }
  fs::path path;
};

/// A gateway that keeps its books in a file, as the service does.
struct Kept {
  explicit Kept(const std::string& name)
      : file(name),
        gateway(charge::load_profile("stripe")),
        state({.profile = gateway, .events = true, .seed = 1}, file.load()) {}

  http::Reply pay(const http::Request& request) {
    const Begun begun =
        state.begin(AskedReader({gateway, true, ""}).read(request, 1000), 1000, nullptr);
    file.write(begun.changes);
    if (begun.reply) return *begun.reply;
    const Finished finished = state.finish(begun.ticket, 1000);
    file.write(finished.changes);
    return finished.reply.value();
  }

  StateFile file;
  charge::Profile gateway;
  State state;
};

std::string refusal(const std::string& file) {
  try {
    StateFile opened(file);
    opened.load();
    return "it was opened";
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::input);
    return failure.what();
  }
}

bool says(const std::string& text, const char* what) {
  return text.find(what) != std::string::npos;
}

void run_sql(const std::string& file, const char* sql) {
  sqlite3* database = nullptr;
  CHECK(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

}  // namespace

TEST_CASE("a sandbox that begins again knows its keys, charges, tokens and events") {
  const Directory directory;
  const std::string file = directory.file("books.db");
  const Gateway scene("stripe");
  const http::Request request = scene.charge("key-1", "1000");
  std::string body, token;
  {
    Kept kept(file);
    body = kept.pay(request).body;
    CHECK(kept.pay(scene.charge("key-2", "4002")).status == 402);
    CHECK(kept.pay(scene.request("POST", "/v1/tokens")).status == 201);
    const Truth truth = kept.state.truth();
    CHECK(truth.events.size() == 4);
    kept.file.write(kept.state.delivered(truth.events.at(1).id, 0));
    kept.file.write(kept.state.delivered(truth.events.at(1).id, 204));
  }
  // Keys and references are nobody else's business.
  CHECK((fs::status(file).permissions() & fs::perms::others_all) == fs::perms::none);
  Kept kept(file);
  CHECK(kept.pay(request).body == body);
  CHECK(kept.pay(scene.charge("key-2", "4002")).status == 402);
  CHECK(kept.pay(scene.charge("key-1", "1001")).status == 400);
  const Truth truth = kept.state.truth();
  CHECK(truth.charges.size() == 1);
  CHECK(truth.charges.at(0).key == "key-1");
  CHECK(truth.events.at(1).deliveries == std::vector<int>{0, 204});
  CHECK(truth.tokens_made == 1);
  CHECK(truth.requests.at(0).replayed);

  kept.file.write(kept.state.reset());
  const Books books = kept.file.load();
  CHECK(books.charges.empty());
  CHECK(books.keys.empty());
  CHECK(books.tokens.empty());
  CHECK(books.events.empty());
}

TEST_CASE("a file that is forgotten in memory is forgotten on disk") {
  const Directory directory;
  StateFile file(directory.file("books.db"));
  file.write({KeyEntry{.key = "a", .status = 200}, KeyEntry{.key = "b", .status = 200}});
  file.write({KeyForgotten{"a"}});
  CHECK(file.load().keys.size() == 1);
  // One transaction: all of it or nothing.
  const KeptCharge twice{.charge = {.id = "ch_1", .amount = "5"}, .metadata = {}};
  CHECK_THROWS_AS(file.write({KeyForgotten{"b"}, twice, twice}), Failure);
  CHECK(file.load().keys.size() == 1);
  CHECK(file.load().charges.empty());
}

TEST_CASE("a file that is no state file is refused, and stays as it is") {
  const Directory directory;
  const std::string text = directory.file("notes.txt");
  std::ofstream(text) << std::string(2000, 'x');
  CHECK(says(refusal(text), "is not a database"));
  CHECK(fs::file_size(text) == 2000);

  const std::string other = directory.file("other.db");
  run_sql(other, "CREATE TABLE mine (a)");
  CHECK(says(refusal(other), "another program"));

  const std::string newer = directory.file("newer.db");
  StateFile{newer};
  run_sql(newer, "PRAGMA user_version=2");
  CHECK(says(refusal(newer), "has version 2"));

  const std::string damaged = directory.file("damaged.db");
  StateFile{damaged};
  run_sql(damaged, "INSERT INTO charge (id, amount) VALUES ('ch_1', '1,\"a\":1')");
  CHECK(says(refusal(damaged), "is damaged: charge 1"));

  const std::string timeless = directory.file("timeless.db");
  StateFile{timeless};
  run_sql(timeless,
          "INSERT INTO answer (idempotency_key, created) VALUES ('k', -9223372036854775808)");
  CHECK(says(refusal(timeless), "before 1970"));

  const std::string another = directory.file("another.db");
  StateFile{another};
  run_sql(another, "CREATE TABLE mine (a)");
  CHECK(says(refusal(another), "other tables"));

  // What a link leads to is not made.
  const std::string link = directory.file("link.db"), far = directory.file("far.db");
  fs::create_symlink(far, link);
  CHECK(says(refusal(link), "cannot be opened"));
  CHECK_FALSE(fs::exists(far));

  CHECK(says(refusal(directory.file("no/such/books.db")), "cannot be opened"));
}

TEST_CASE("a name that SQLite has another meaning for is a file's name") {
  const Directory directory;
  const fs::path before = fs::current_path();
  fs::current_path(directory.path);
  for (const char* name : {":memory:", "file:books.db?mode=memory"}) {
    StateFile{name}.write({KeyEntry{.key = "a", .status = 200}});
    CHECK(fs::exists(directory.file(name)));
  }
  fs::current_path(before);
}

TEST_CASE("one sandbox at a time has a state file") {
  const Directory directory;
  const std::string file = directory.file("books.db");
  const StateFile first(file);
  CHECK(says(refusal(file), "in use by another program"));
}
