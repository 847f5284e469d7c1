#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "lib/failure.hpp"
#include "lib/x509/handle.hpp"

// SQLite, as far as files that a program keeps need it. Included by .cpp files only.
namespace checkoutdiag::sqlite {

using Connection = x509::Handle<sqlite3, sqlite3_close_v2>;

/// A database's file, and what its errors call it: "state file", "store".
struct File {
  std::string path, what;
};

/// What a file is refused for.
[[noreturn]] void refuse_file(const File& file, const std::string& why,
                              const std::string& hint = {});

/// A prepared statement, used again and again.
class Query {
 public:
  Query(sqlite3* database, const File& file, const char* sql);

  Query& bind(int at, std::string_view text);
  Query& bind(int at, std::int64_t number);
  Query& bind_bytes(int at, std::string_view bytes);
  Query& bind_null(int at);

  /// The next row; false: there is none. Throws Failure(input).
  bool next();

  /// Runs it to its end, and makes it ready for the next time.
  void run();

  std::string text(int column) const;
  std::int64_t number(int column) const;
  bool null(int column) const;

 private:
  [[noreturn]] void fail() const;

  sqlite3* database_;
  File file_;
  x509::Handle<sqlite3_stmt, sqlite3_finalize> statement_;
};

/// An open file, restricted to tables: it may be somebody's, with code of its own.
class Database {
 public:
  /// Opens it, or creates it.
  explicit Database(File file);

  Query query(const char* sql) const { return Query(connection_.get(), file_, sql); }
  void run(const char* sql) const { query(sql).run(); }
  std::int64_t number(const char* sql) const;

  /// Runs `what` as one transaction: all of it is on disk when this returns, or nothing.
  template <class What>
  void transaction(const char* begin, What what) const {
    run(begin);
    try {
      what();
      run("COMMIT");
    } catch (...) {
      roll_back();
      throw;
    }
  }
  const File& file() const { return file_; }

  /// How many rows the last statement changed.
  std::int64_t changed() const { return sqlite3_changes64(connection_.get()); }

 private:
  void roll_back() const;

  File file_;
  Connection connection_;
};

}  // namespace checkoutdiag::sqlite
