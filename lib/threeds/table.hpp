#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/threeds/condition.hpp"
#include "lib/threeds/format.hpp"

// What EMV 3-D Secure 2 messages have: lib/data/threeds/fields.json.
namespace checkoutdiag::threeds {

/// A device channel with a message category: the columns of the table.
enum class Flow { app_payment, app_other, browser_payment, browser_other, own_payment, own_other };
inline constexpr std::array kFlows = {Flow::app_payment,   Flow::app_other,   Flow::browser_payment,
                                      Flow::browser_other, Flow::own_payment, Flow::own_other};

/// "browser, payment".
std::string_view name(Flow flow);

enum class Need { required, conditional, optional, undefined };

struct Row {
  std::string object;  // a message, or an object within one: "AReq", "AcctInfo"
  std::string field;
  std::vector<std::string> versions;
  std::string type;  // "string", "boolean", "json"; "object" and "list" have `item`
  std::string item;  // of a list: "string", "boolean" or an object's name; of an object its name
  std::array<Need, kFlows.size()> needs{};
  Format format;
  std::optional<Condition> when;  // of conditional

  bool is_of(std::string_view version) const;
  Need need(Flow flow) const { return needs[static_cast<std::size_t>(flow)]; }
};

/// All rows. The same every time.
const std::vector<Row>& table();

/// The rows of an object in a version, in the table's order; empty: it has none there.
const std::vector<const Row*>& rows_of(std::string_view object, std::string_view version);

/// The row of a field in a version; null: none.
const Row* find_row(std::string_view object, std::string_view field, std::string_view version);

/// "2.1.0", "2.2.0", "2.3.1".
const std::vector<std::string>& versions();

/// The source of the table, for people.
std::string_view table_source();

}  // namespace checkoutdiag::threeds
