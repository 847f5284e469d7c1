#pragma once
#include "lib/sandbox/state.hpp"
#include "lib/sqlite/database.hpp"

// The books as rows. Included by .cpp files only.
namespace checkoutdiag::sandbox {

using sqlite::Database;
using sqlite::Query;
using sqlite::refuse_file;

/// The tables of a new file.
void create_tables(const Database& database);

/// Refuses a file that has other tables than those. Throws Failure(input).
void check_tables(const Database& database);

/// Throws Failure(input) when a row has what the sandbox never writes.
Books read_books(const Database& database);

/// Writes changes; its statements are prepared once.
class RowWriter {
 public:
  explicit RowWriter(const Database& database);

  void put(const KeptCharge& kept);
  void put(const KeyEntry& entry);
  void put(const KeyForgotten& gone);
  void put(const Token& token);
  void put(const Event& event);
  void put(const AllForgotten& all);

 private:
  Query charge_, key_, no_key_, token_, event_;
  Query no_charges_, no_keys_, no_tokens_, no_events_;
};

}  // namespace checkoutdiag::sandbox
