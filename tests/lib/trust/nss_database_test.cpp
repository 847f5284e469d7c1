#include <doctest/doctest.h>
#include <sqlite3.h>

#include <chrono>

#include "lib/text/time.hpp"
#include "lib/trust/contents.hpp"
#include "lib/trust/nss_trust.hpp"
#include "lib/x509/certificate.hpp"
#include "lib/x509/handle.hpp"
#include "tests/lib/x509/mint.hpp"

namespace checkoutdiag::trust {
namespace {

/// A database in memory, by SQL, and its bytes.
class Database {
 public:
  Database() {
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open(":memory:", &handle) == SQLITE_OK);
    handle_.reset(handle);
  }

  Database& run(const std::string& sql) {
    char* error = nullptr;
    const int result = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, &error);
    CHECK_MESSAGE(result == SQLITE_OK, (error ? error : "no error"), " in ", sql.substr(0, 200));
    sqlite3_free(error);
    return *this;
  }

  /// Certificates and trust objects as NSS writes them.
  Database& table() {
    return run(
        "CREATE TABLE nssPublic (id PRIMARY KEY UNIQUE ON CONFLICT ABORT, a0, a3, a11, a81, "
        "a82, a62c, ace536358, ace534373)");
  }

  std::string bytes() {
    sqlite3_int64 size = 0;
    unsigned char* data = sqlite3_serialize(handle_.get(), "main", &size, 0);
    std::string out(reinterpret_cast<char*>(data), static_cast<std::size_t>(size));
    sqlite3_free(data);
    return out;
  }

 private:
  x509::Handle<sqlite3, sqlite3_close> handle_;
};

std::string blob(std::string_view bytes) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string out = "x'";
  for (char c : bytes) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[c & 15];
  }
  return out + "'";
}

std::string certificate_row(int id, const std::string& name, const std::string& der,
                            const std::string& after = "x'00'") {
  return "INSERT INTO nssPublic (id, a0, a3, a11, a81, a82, ace534373) VALUES (" +
         std::to_string(id) + ", x'00000001', " + blob(name) + ", " + blob(der) + ", " +
         blob("issuer of " + name) + ", " + blob("serial of " + name) + ", " + after + ");";
}

std::string trust_row(int id, const std::string& name, const std::string& value,
                      bool standard = false) {
  return std::string("INSERT INTO nssPublic (id, a0, a81, a82, ") +
         (standard ? "a62c" : "ace536358") + ") VALUES (" + std::to_string(id) + ", " +
         (standard ? "x'0000000b'" : "x'ce534353'") + ", " + blob("issuer of " + name) + ", " +
         blob("serial of " + name) + ", " + value + ");";
}

struct Certificates {
  std::vector<std::string> ders;
  Certificates() {
    for (const char* name : {"a", "b", "c", "d", "e", "f", "g"})
      ders.push_back(test::mint({.common_name = name, .ca = true}).der);
  }
};

TEST_CASE_FIXTURE(Certificates, "trust objects find their certificates by issuer and serial") {
  Database db;
  db.table();
  // Trust first: the order of rows means nothing.
  db.run(trust_row(1, "a", "x'ce534352'") + trust_row(2, "b", "x'ce53435a'") +
         trust_row(3, "c", "x'ce534353'") + trust_row(4, "e", "x'ce534351'") +
         trust_row(5, "f", "x'00000002'", true) + trust_row(6, "g", "x'00000003'", true) +
         trust_row(7, "nobody", "x'ce53435a'"));
  const char* names[] = {"a", "b", "c", "d", "e", "f", "g"};
  for (int i = 0; i < 7; ++i)
    db.run(certificate_row(10 + i, names[i], ders[static_cast<std::size_t>(i)],
                           i == 0 ? blob("241130235959Z") : "x'00'"));
  const Contents found = read_contents(db.bytes());
  CHECK(found.format == Format::nss_database);
  CHECK(found.loads.empty());
  REQUIRE(found.certificates.size() == 7);
  const bool anchors[] = {true, false, false, false, false, true, false};
  const char* origins[] = {"name a",
                           "name b, distrusted",
                           "name c",
                           "name d",
                           "name e, trusted as a server's own certificate only",
                           "name f",
                           "name g, distrusted"};
  for (std::size_t i = 0; i < 7; ++i) {
    CHECK(found.certificates[i].der == ders[i]);
    CHECK(found.certificates[i].server_trusted == anchors[i]);
    CHECK(found.certificates[i].origin == origins[i]);
  }
  CHECK(found.certificates[0].server_distrust_after == text::parse_time("2024-11-30T23:59:59Z"));
  CHECK_FALSE(found.certificates[1].server_distrust_after);
  CHECK(found.problem.find("1 more are distrusted") == 0);
}

TEST_CASE_FIXTURE(Certificates, "a database cut off, or overwritten, anywhere") {
  Database db;
  db.table().run(certificate_row(1, "a", ders[0]) + trust_row(2, "a", "x'ce534352'"));
  const std::string file = db.bytes();
  REQUIRE(read_contents(file).certificates.size() == 1);
  for (std::size_t length = 16; length < file.size(); length += 97)
    CHECK(read_contents(file.substr(0, length)).certificates.size() <= 1);
  for (std::size_t at = 16; at < file.size(); at += 61) {
    std::string wrong = file;
    wrong[at] = static_cast<char>(wrong[at] ^ 0xff);
    CHECK(read_nss_database(wrong).certificates.size() <= 1);
  }
  CHECK(read_nss_database("").problem != "");
  CHECK(read_nss_database("SQLite format 3").problem != "");
}

TEST_CASE_FIXTURE(Certificates,
                  "a database in WAL mode is read, and its log is said to be unread") {
  Database db;
  db.table().run(certificate_row(1, "a", ders[0]));
  std::string file = db.bytes();
  file[18] = file[19] = 2;
  const Contents found = read_contents(file);
  CHECK(found.certificates.size() == 1);
  CHECK(found.problem.find("write-ahead log") != std::string::npos);
}

TEST_CASE_FIXTURE(Certificates, "SQL of the file's own is not run") {
  const std::string endless =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS a0, i AS a11 "
      "FROM n";
  const auto start = std::chrono::steady_clock::now();
  const Contents view =
      read_contents(Database().run("CREATE VIEW nssPublic AS " + endless).bytes());
  CHECK(view.certificates.empty());
  CHECK(view.problem != "");
  CHECK(read_contents(Database().run("CREATE VIEW nssPublic AS SELECT 1 AS a0").bytes()).problem ==
        "nssPublic is no plain table in it: it is not NSS's");
  Database generated;
  generated.run(
      "CREATE TABLE nssPublic (id, a0, a11 AS (hex(zeroblob(100000000))));"
      "INSERT INTO nssPublic (id, a0) VALUES (1, x'00000001')");
  const Contents found = read_contents(generated.bytes());
  CHECK(found.certificates.empty());
  CHECK(found.problem != "");
  CHECK(read_contents(Database().run("CREATE TABLE other (a0)").bytes()).problem ==
        "it has no table nssPublic: it is not NSS's");
  CHECK(read_contents(Database().run("CREATE TABLE nssPublic (b)").bytes()).problem ==
        "nssPublic has no column a0: it is not NSS's");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}

TEST_CASE("rows without end are not read to theirs") {
  Database db;
  db.table().run(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250000) "
      "INSERT INTO nssPublic (id, a0) SELECT i, x'00000005' FROM n");
  CHECK(read_contents(db.bytes()).problem == "there are too many rows: only 200000 were read");
}

TEST_CASE("numbers and moments of NSS") {
  using nss::Server;
  CHECK(nss::server_of(0xce534352, false) == Server::anchor);
  CHECK(nss::server_of(0xce534351, false) == Server::peer);
  CHECK(nss::server_of(0xce53435a, false) == Server::distrusted);
  for (std::uint64_t value : {0xce534353u, 0xce534355u, 0u, 2u})
    CHECK(nss::server_of(value, false) == Server::unsaid);
  CHECK(nss::server_of(2, true) == Server::anchor);
  CHECK(nss::server_of(4, true) == Server::unsaid);
  CHECK(nss::distrust_after("260415235959Z") == text::parse_time("2026-04-15T23:59:59Z"));
  CHECK(nss::distrust_after("990101000000Z") == text::parse_time("1999-01-01T00:00:00Z"));
  for (std::string_view none :
       {std::string_view("\0", 1), std::string_view(""), std::string_view("269915235959Z"),
        std::string_view("2604152359599"), std::string_view("26041523595xZ")})
    CHECK_FALSE(nss::distrust_after(none));
}

}  // namespace
}  // namespace checkoutdiag::trust
