#include <fmt/core.h>
#include <sqlite3.h>

#include <array>
#include <cstdlib>
#include <cstring>

#include "lib/trust/contents.hpp"
#include "lib/trust/nss_trust.hpp"
#include "lib/trust/reading.hpp"
#include "lib/x509/handle.hpp"

namespace checkoutdiag::trust {
namespace {

using Database = x509::Handle<sqlite3, sqlite3_close_v2>;
using Statement = x509::Handle<sqlite3_stmt, sqlite3_finalize>;

// A profile has some hundred kilobytes; intermediates are cached in it, keys are elsewhere.
constexpr std::size_t kLargestFile = 32 * 1024 * 1024;
// Steps of SQLite's machine; reading a row takes some tens.
constexpr int kStepsAtATime = 10'000, kMostTimes = 2'000, kMostRows = 200'000;

int count_down(void* left) {
  return --*static_cast<int*>(left) < 0 ? 1 : 0;
}

/// Nothing but reading a table: a file can bring views, triggers and generated columns of its own.
int permit(void*, int action, const char* table, const char*, const char*, const char*) {
  if (action == SQLITE_SELECT) return SQLITE_OK;
  const bool known =
      table && (std::strcmp(table, "nssPublic") == 0 || std::strcmp(table, "sqlite_master") == 0);
  return action == SQLITE_READ && known ? SQLITE_OK : SQLITE_DENY;
}

std::string bytes_at(sqlite3_stmt* row, int column) {
  if (column < 0) return {};
  const void* data = sqlite3_column_blob(row, column);
  const int size = sqlite3_column_bytes(row, column);
  return data && size > 0
             ? std::string(static_cast<const char*>(data), static_cast<std::size_t>(size))
             : std::string();
}

/// NSS writes numbers with four bytes, the highest first.
std::optional<std::uint64_t> number_at(sqlite3_stmt* row, int column) {
  const std::string bytes = bytes_at(row, column);
  if (bytes.size() != 4) return std::nullopt;
  std::uint64_t value = 0;
  for (char c : bytes)
    value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

class Reader {
 public:
  Contents read(std::string_view bytes) {
    found_.format = Format::nss_database;
    found_.format_note = "NSS cert9.db";
    if (bytes.size() > kLargestFile)
      add_problem(found_, fmt::format("it has {} bytes, more than the {} that are read",
                                      bytes.size(), kLargestFile));
    else if (open(bytes) && find_table())
      read_rows();
    matcher_.finish(found_);
    return std::move(found_);
  }

 private:
  bool open(std::string_view bytes) {
    sqlite3* handle = nullptr;
    const int opened = sqlite3_open_v2(":memory:", &handle, SQLITE_OPEN_READWRITE, nullptr);
    database_.reset(handle);
    if (opened != SQLITE_OK) return fail("SQLite cannot be started");
    auto* copy = static_cast<unsigned char*>(sqlite3_malloc64(bytes.size() + 1));
    if (!copy) return fail("there is not enough memory for it");
    std::memcpy(copy, bytes.data(), bytes.size());
    look_for_wal(copy, bytes.size());
    const auto size = static_cast<sqlite3_int64>(bytes.size());
    if (sqlite3_deserialize(handle, "main", copy, size, size,
                            SQLITE_DESERIALIZE_READONLY | SQLITE_DESERIALIZE_FREEONCLOSE) !=
        SQLITE_OK)
      return fail("SQLite does not take it");
    restrict_it(handle);
    return true;
  }

  /// A database in WAL mode cannot be opened from memory: this says that it is in none, and that
  /// what is in the log is not seen. Bytes 18 and 19 of the header are the versions for writing and
  /// reading (sqlite.org/fileformat.html, 1.3.3).
  void look_for_wal(unsigned char* file, std::size_t size) {
    constexpr std::size_t kWriteVersion = 18, kReadVersion = 19;
    if (size <= kReadVersion || (file[kWriteVersion] != 2 && file[kReadVersion] != 2)) return;
    file[kWriteVersion] = file[kReadVersion] = 1;
    found_.format_note += " in WAL mode";
    add_problem(found_,
                "it is in WAL mode: what is only in its write-ahead log (cert9.db-wal) was not "
                "read");
  }

  void restrict_it(sqlite3* handle) {
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    for (int option : {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER,
                       SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION})
      sqlite3_db_config(handle, option, 0, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, kLargestCertificate + 64 * 1024);
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 64 * 1024);
    sqlite3_limit(handle, SQLITE_LIMIT_COLUMN, 500);
    sqlite3_limit(handle, SQLITE_LIMIT_EXPR_DEPTH, 20);
    sqlite3_limit(handle, SQLITE_LIMIT_COMPOUND_SELECT, 1);
    sqlite3_limit(handle, SQLITE_LIMIT_VDBE_OP, 20'000);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(handle, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
    sqlite3_progress_handler(handle, kStepsAtATime, count_down, &left_);
    sqlite3_set_authorizer(handle, permit, nullptr);
  }

  Statement prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr);
    return Statement(statement);
  }

  /// A real table: of a view or a virtual one the root page is 0.
  bool find_table() {
    Statement query = prepare("SELECT type, rootpage FROM sqlite_master WHERE name = 'nssPublic'");
    if (!query) return fail(error());
    const int step = sqlite3_step(query.get());
    if (step == SQLITE_DONE) return fail("it has no table nssPublic: it is not NSS's");
    if (step != SQLITE_ROW) return fail(error());
    const auto* type = reinterpret_cast<const char*>(sqlite3_column_text(query.get(), 0));
    if (!type || std::strcmp(type, "table") != 0 || sqlite3_column_int(query.get(), 1) <= 0)
      return fail("nssPublic is no plain table in it: it is not NSS's");
    return true;
  }

  void read_rows() {
    Statement rows = prepare("SELECT * FROM nssPublic");
    if (!rows) {
      fail(error());
      return;
    }
    find_columns(rows.get());
    if (class_ < 0) {
      fail("nssPublic has no column a0: it is not NSS's");
      return;
    }
    int step = SQLITE_ROW, count = 0;
    bool full = false;
    while (!full && (step = sqlite3_step(rows.get())) == SQLITE_ROW) {
      take(rows.get());
      full = ++count >= kMostRows || matcher_.is_full();
    }
    if (full)
      add_problem(found_, fmt::format("there are too many rows: only {} were read", count));
    else if (step != SQLITE_DONE)
      fail(error());
  }

  /// A column is called after its attribute's number in hex: a11 is CKA_VALUE.
  void find_columns(sqlite3_stmt* rows) {
    for (int i = 0; i < sqlite3_column_count(rows); ++i) {
      const char* name = sqlite3_column_name(rows, i);
      if (!name || *name != 'a') continue;
      char* end = nullptr;
      const unsigned long long attribute = std::strtoull(name + 1, &end, 16);
      if (end == name + 1 || *end != '\0') continue;
      for (const auto& [wanted, column] : wanted_)
        if (attribute == wanted) *column = i;
    }
  }

  void take(sqlite3_stmt* row) {
    const std::optional<std::uint64_t> kind = number_at(row, class_);
    if (kind == nss::kCertificate) {
      const std::string label = bytes_at(row, label_);
      matcher_.add_certificate(bytes_at(row, value_), label == kNull ? "" : label,
                               bytes_at(row, issuer_), bytes_at(row, serial_),
                               nss::distrust_after(bytes_at(row, after_)));
    } else if (kind == nss::kTrust || kind == nss::kStandardTrust) {
      const bool standard = kind == nss::kStandardTrust;
      const auto value = number_at(row, standard ? standard_trust_ : trust_);
      matcher_.add_trust(bytes_at(row, issuer_), bytes_at(row, serial_),
                         nss::server_of(value.value_or(0), standard));
    }
  }

  std::string error() const {
    if (left_ < 0) return "reading it takes too long: it was given up";
    return fmt::format("SQLite cannot read all of it ({})", sqlite3_errmsg(database_.get()));
  }

  bool fail(const std::string& why) {
    add_problem(found_, why);
    return false;
  }

  // How NSS writes an attribute that is there and empty.
  static constexpr std::string_view kNull{"\xa5\x00\x5a", 3};

  Contents found_;
  nss::Matcher matcher_;
  Database database_;
  int left_ = kMostTimes;
  int class_ = -1, label_ = -1, value_ = -1, issuer_ = -1, serial_ = -1, after_ = -1, trust_ = -1,
      standard_trust_ = -1;
  const std::array<std::pair<std::uint64_t, int*>, 8> wanted_{{
      {nss::kClass, &class_},
      {nss::kLabel, &label_},
      {nss::kValue, &value_},
      {nss::kIssuer, &issuer_},
      {nss::kSerialNumber, &serial_},
      {nss::kServerDistrustAfter, &after_},
      {nss::kTrustServerAuth, &trust_},
      {nss::kStandardTrustServerAuth, &standard_trust_},
  }};
};

}  // namespace

Contents read_nss_database(std::string_view bytes) {
  return Reader().read(bytes);
}

}  // namespace checkoutdiag::trust
