#include "lib/sandbox/state_rows.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "lib/text/ascii.hpp"
#include "lib/text/json_shape.hpp"

namespace checkoutdiag::sandbox {
namespace {

constexpr std::int64_t kMostRows = 1'000'000;          // as many as there are in memory
constexpr std::int64_t kLatest = 253'402'300'799'999;  // ms since 1970: the end of the year 9999

std::string joined(const std::vector<int>& numbers) {
  std::string text;
  for (int each : numbers)
    text += (text.empty() ? "" : ",") + std::to_string(each);
  return text;
}

std::vector<int> split(const std::string& text) {
  std::vector<int> numbers;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    int number = 0;
    for (char c : text.substr(at, comma - at))
      number = text::is_digit(c) ? (number * 10 + (c - '0')) % 1000 : 0;
    numbers.push_back(number);
    at = comma + 1;
  }
  return numbers;
}

// It becomes part of JSON as it is.
bool is_object(const std::string& json) {
  constexpr text::JsonLimits kLimits{.depth = 64, .values = 10'000};
  return json.starts_with('{') && !text::fault_in_json(json, kLimits);
}

void check_times(const Database& database, const char* least, const char* most) {
  if (database.number(least) < 0 || database.number(most) > kLatest)
    refuse_file(database.file(), "is damaged: it has times before 1970 or after 9999",
                "name a file that is not there yet");
}

void check_size(const Database& database, const char* count) {
  if (database.number(count) > kMostRows)
    refuse_file(database.file(), "has more than a million rows in one table",
                "name a file that is not there yet");
}

std::vector<KeptCharge> charges_of(const Database& database) {
  check_size(database, "SELECT count(*) FROM charge");
  check_times(database, "SELECT min(created) FROM charge", "SELECT max(created) FROM charge");
  Query rows = database.query(
      "SELECT id, amount, currency, reference, idempotency_key, status, created, request, metadata "
      "FROM charge ORDER BY n");
  std::vector<KeptCharge> all;
  while (rows.next()) {
    KeptCharge kept;
    kept.charge = {.id = rows.text(0),
                   .amount = rows.text(1),
                   .currency = rows.text(2),
                   .reference = rows.text(3),
                   .key = rows.text(4),
                   .status = rows.text(5),
                   .created = rows.number(6),
                   .request = static_cast<std::uint64_t>(rows.number(7))};
    kept.metadata = rows.text(8);
    if (!is_amount(kept.charge.amount) || (!kept.metadata.empty() && !is_object(kept.metadata)))
      refuse_file(database.file(), fmt::format("is damaged: charge {}", all.size() + 1),
                  "name a file that is not there yet");
    all.push_back(std::move(kept));
  }
  return all;
}

std::vector<KeyEntry> keys_of(const Database& database) {
  check_size(database, "SELECT count(*) FROM answer");
  check_times(database, "SELECT min(created) FROM answer", "SELECT max(created) FROM answer");
  Query rows = database.query(
      "SELECT idempotency_key, fingerprint, created, status, type, body, charge FROM answer "
      "ORDER BY n");
  std::vector<KeyEntry> all;
  while (rows.next())
    all.push_back({.key = rows.text(0),
                   .fingerprint = rows.text(1),
                   .created = rows.number(2),
                   .status = static_cast<int>(std::clamp<std::int64_t>(rows.number(3), 200, 599)),
                   .type = rows.text(4),
                   .body = rows.text(5),
                   .charge = rows.text(6)});
  return all;
}

constexpr std::array<const char*, 4> kTables = {
    "CREATE TABLE charge (n INTEGER PRIMARY KEY, id TEXT UNIQUE, amount TEXT, currency TEXT, "
    "reference TEXT, idempotency_key TEXT, status TEXT, created INTEGER, request INTEGER, "
    "metadata TEXT)",
    "CREATE TABLE answer (n INTEGER PRIMARY KEY, idempotency_key TEXT UNIQUE, fingerprint "
    "TEXT, created INTEGER, status INTEGER, type TEXT, body TEXT, charge TEXT)",
    "CREATE TABLE token (n INTEGER PRIMARY KEY, id TEXT UNIQUE, expires INTEGER, used INTEGER)",
    "CREATE TABLE event (n INTEGER PRIMARY KEY, id TEXT UNIQUE, type TEXT, charge TEXT, at "
    "INTEGER, deliveries TEXT)"};

}  // namespace

void create_tables(const Database& database) {
  for (const char* sql : kTables)
    database.run(sql);
}

void check_tables(const Database& database) {
  // Indexes of UNIQUE have no SQL.
  Query made = database.query("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid");
  std::size_t count = 0;
  while (made.next()) {
    const std::string sql = made.text(0);
    if (std::find(kTables.begin(), kTables.end(), sql) == kTables.end()) count = kTables.size();
    ++count;
  }
  if (count != kTables.size())
    refuse_file(database.file(), "has other tables than a sandbox makes",
                "name a file that is not there yet");
}

Books read_books(const Database& database) {
  Books books;
  books.charges = charges_of(database);
  books.keys = keys_of(database);
  check_size(database, "SELECT count(*) FROM token");
  check_times(database, "SELECT min(expires) FROM token", "SELECT max(expires) FROM token");
  Query tokens = database.query("SELECT id, expires, used FROM token ORDER BY n");
  while (tokens.next())
    books.tokens.push_back(
        {.id = tokens.text(0), .expires = tokens.number(1), .used = tokens.number(2) != 0});
  check_size(database, "SELECT count(*) FROM event");
  Query events = database.query("SELECT id, type, charge, at, deliveries FROM event ORDER BY n");
  while (events.next())
    books.events.push_back({.id = events.text(0),
                            .type = events.text(1),
                            .charge = events.text(2),
                            .at = events.number(3),
                            .deliveries = split(events.text(4))});
  return books;
}

RowWriter::RowWriter(const Database& database)
    : charge_(database.query(
          "INSERT INTO charge (id, amount, currency, reference, idempotency_key, status, created, "
          "request, metadata) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")),
      key_(database.query(
          "INSERT OR REPLACE INTO answer (idempotency_key, fingerprint, created, status, type, "
          "body, charge) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")),
      no_key_(database.query("DELETE FROM answer WHERE idempotency_key = ?1")),
      token_(database.query("INSERT INTO token (id, expires, used) VALUES (?1, ?2, ?3) "
                            "ON CONFLICT (id) DO UPDATE SET used = ?3")),
      event_(database.query(
          "INSERT INTO event (id, type, charge, at, deliveries) VALUES (?1, ?2, ?3, ?4, ?5) "
          "ON CONFLICT (id) DO UPDATE SET deliveries = ?5")),
      no_charges_(database.query("DELETE FROM charge")),
      no_keys_(database.query("DELETE FROM answer")),
      no_tokens_(database.query("DELETE FROM token")),
      no_events_(database.query("DELETE FROM event")) {}

void RowWriter::put(const KeptCharge& kept) {
  const Charge& charge = kept.charge;
  charge_.bind(1, charge.id).bind(2, charge.amount).bind(3, charge.currency);
  charge_.bind(4, charge.reference).bind(5, charge.key).bind(6, charge.status);
  charge_.bind(7, charge.created).bind(8, static_cast<std::int64_t>(charge.request));
  charge_.bind(9, kept.metadata).run();
}

void RowWriter::put(const KeyEntry& entry) {
  key_.bind(1, entry.key).bind(2, entry.fingerprint).bind(3, entry.created);
  key_.bind(4, std::int64_t{entry.status}).bind(5, entry.type).bind(6, entry.body);
  key_.bind(7, entry.charge).run();
}

void RowWriter::put(const KeyForgotten& gone) {
  no_key_.bind(1, gone.key).run();
}

void RowWriter::put(const Token& token) {
  token_.bind(1, token.id).bind(2, token.expires).bind(3, std::int64_t{token.used}).run();
}

void RowWriter::put(const Event& event) {
  event_.bind(1, event.id).bind(2, event.type).bind(3, event.charge).bind(4, event.at);
  event_.bind(5, joined(event.deliveries)).run();
}

void RowWriter::put(const AllForgotten&) {
  for (Query* each : {&no_charges_, &no_keys_, &no_tokens_, &no_events_})
    each->run();
}

}  // namespace checkoutdiag::sandbox
