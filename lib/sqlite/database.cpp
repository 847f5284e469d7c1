#include "lib/sqlite/database.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include "lib/text/escape.hpp"

namespace checkoutdiag::sqlite {
namespace {

constexpr int kPatience = 1000;                 // ms, for whoever reads the file with sqlite3
constexpr int kLargestValue = 2 * 1024 * 1024;  // bytes

// For its owner alone. Only what is new: closing another descriptor of a file that is open gives
// its locks away (fcntl(2)).
void create_private(const std::string& file) {
  constexpr mode_t kOwner = 0600;
  const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kOwner);
  if (made >= 0) ::close(made);
}

Connection opened(const File& file) {
  sqlite3* handle = nullptr;
  // SQLite takes ":memory:" and "file:…" for something else than the names of files.
  const std::string name = file.path.starts_with('/') ? file.path : "./" + file.path;
  create_private(name);
  // Not created here: what a link points to that leads nowhere would be everybody's.
  const int done = sqlite3_open_v2(name.c_str(), &handle, SQLITE_OPEN_READWRITE, nullptr);
  Connection connection(handle);
  if (done != SQLITE_OK)
    refuse_file(file,
                fmt::format("cannot be opened: {}",
                            handle ? sqlite3_errmsg(handle) : "there is not enough memory"),
                "name a file in a directory that can be written");
  return connection;
}

}  // namespace

void refuse_file(const File& file, const std::string& why, const std::string& hint) {
  throw Failure(Failure::Kind::input,
                fmt::format("the {} {} {}", file.what, text::printable(file.path, 200), why), hint);
}

Query::Query(sqlite3* database, const File& file, const char* sql)
    : database_(database), file_(file) {
  sqlite3_stmt* statement = nullptr;
  const int prepared =
      sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  statement_.reset(statement);
  if (prepared != SQLITE_OK) fail();
}

void Query::fail() const {
  const int error = sqlite3_errcode(database_);
  if (error == SQLITE_BUSY || error == SQLITE_LOCKED)
    refuse_file(file_, "is in use by another program",
                "stop that one, or give this one a file of its own");
  if (error == SQLITE_NOTADB)
    refuse_file(file_, "is not a database", "name a file that is not there yet");
  refuse_file(file_,
              fmt::format("cannot be used: {}", text::printable(sqlite3_errmsg(database_), 200)));
}

Query& Query::bind(int at, std::string_view text) {
  if (sqlite3_bind_text64(statement_.get(), at, text.data() ? text.data() : "", text.size(),
                          SQLITE_TRANSIENT, SQLITE_UTF8) != SQLITE_OK)
    fail();
  return *this;
}

Query& Query::bind(int at, std::int64_t number) {
  if (sqlite3_bind_int64(statement_.get(), at, number) != SQLITE_OK) fail();
  return *this;
}

Query& Query::bind_bytes(int at, std::string_view bytes) {
  if (sqlite3_bind_blob64(statement_.get(), at, bytes.data() ? bytes.data() : "", bytes.size(),
                          SQLITE_TRANSIENT) != SQLITE_OK)
    fail();
  return *this;
}

Query& Query::bind_null(int at) {
  if (sqlite3_bind_null(statement_.get(), at) != SQLITE_OK) fail();
  return *this;
}

bool Query::next() {
  const int stepped = sqlite3_step(statement_.get());
  if (stepped == SQLITE_ROW) return true;
  if (stepped != SQLITE_DONE) {
    // The error is gone after the reset.
    try {
      fail();
    } catch (...) {
      sqlite3_reset(statement_.get());
      throw;
    }
  }
  sqlite3_reset(statement_.get());
  return false;
}

void Query::run() {
  while (next())
    continue;
}

std::string Query::text(int column) const {
  const auto* text = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return text && size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

bool Query::null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::int64_t Query::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

Database::Database(File file) : file_(std::move(file)), connection_(opened(file_)) {
  sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  for (int option : {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER,
                     SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION})
    sqlite3_db_config(connection_.get(), option, 0, nullptr);
  sqlite3_limit(connection_.get(), SQLITE_LIMIT_LENGTH, kLargestValue);
  sqlite3_busy_timeout(connection_.get(), kPatience);
}

std::int64_t Database::number(const char* sql) const {
  Query asked = query(sql);
  return asked.next() ? asked.number(0) : 0;
}

void Database::roll_back() const {
  // Some errors have done so by themselves.
  if (!sqlite3_get_autocommit(connection_.get()))
    sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace checkoutdiag::sqlite
