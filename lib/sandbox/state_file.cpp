#include "lib/sandbox/state_file.hpp"

#include <fmt/core.h>

#include "lib/sandbox/state_rows.hpp"

namespace checkoutdiag::sandbox {
namespace {

constexpr std::int64_t kApplication = 0x43445342;  // "CDSB"
constexpr std::int64_t kVersion = 1;
constexpr const char* kAnother = "name a file that is not there yet";

// Before anything is written: a file of another program stays as it was.
bool is_new(const Database& database) {
  const std::int64_t application = database.number("PRAGMA application_id");
  const std::int64_t objects = database.number("SELECT count(*) FROM sqlite_master");
  if (application == 0 && objects == 0) return true;
  if (application != kApplication)
    refuse_file(database.file(), "is the database of another program", kAnother);
  if (const std::int64_t version = database.number("PRAGMA user_version"); version != kVersion)
    refuse_file(database.file(),
                fmt::format("has version {}, and this checkoutdiag reads {}", version, kVersion),
                kAnother);
  if (objects != 0) check_tables(database);
  return objects == 0;
}

void prepare(const Database& database) {
  database.run("PRAGMA locking_mode=EXCLUSIVE");
  const bool fresh = is_new(database);
  database.run("PRAGMA journal_mode=WAL");
  // An answer leaves when its charge is on disk: the log is synced at each commit.
  database.run("PRAGMA synchronous=FULL");
  // The lock that this takes stays for as long as the file is open.
  database.transaction("BEGIN EXCLUSIVE", [&] {
    if (!fresh) return;
    create_tables(database);
    database.run(fmt::format("PRAGMA application_id={}", kApplication).c_str());
    database.run(fmt::format("PRAGMA user_version={}", kVersion).c_str());
  });
}

}  // namespace

struct StateFile::Parts {
  explicit Parts(const std::string& file) : database(sqlite::File{file, "state file"}) {
    prepare(database);
    writer.emplace(database);
  }

  Database database;
  std::optional<RowWriter> writer;
};

StateFile::StateFile(const std::string& file) : parts_(std::make_unique<Parts>(file)) {}
StateFile::~StateFile() = default;

Books StateFile::load() {
  return read_books(parts_->database);
}

void StateFile::write(const Changes& changes) {
  parts_->database.transaction("BEGIN", [&] {
    for (const Change& each : changes)
      std::visit([this](const auto& change) { parts_->writer->put(change); }, each);
  });
}

}  // namespace checkoutdiag::sandbox
