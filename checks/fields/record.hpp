#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checks/fields/reason.hpp"
#include "lib/fields/expiry.hpp"
#include "lib/fields/schema.hpp"
#include "lib/fields/tables.hpp"
#include "lib/fields/text_normaliser.hpp"
#include "lib/regex/matcher.hpp"

namespace checkoutdiag::fields {

struct JudgeOptions {
  std::string country;  // of records that do not say
  /// What is done to a value before it is sent: by column, or "" for all.
  std::map<std::string, regex::Normaliser> normalisers;
  ExpiryOrder order = ExpiryOrder::any;
  Time now{};
};

struct Problem {
  std::size_t column = 0;
  Reason reason = Reason::missing;
  bool operator==(const Problem&) const = default;
};

/// Judges records that have the same columns: what a gateway with that schema would refuse, and
/// what no gateway takes. One thread at a time: its automata are made as values need them.
class RecordJudge {
 public:
  /// Without a schema a column is judged by what it means. Throws Failure(input) when nothing is
  /// known of any column.
  RecordJudge(const Schema* schema, const std::vector<std::string>& columns,
              const JudgeOptions& options);

  /// The values in the columns' order; none may be missing. The answer is good until the next call.
  const std::vector<Problem>& judge(const std::vector<std::string_view>& values);

  /// Of the last record: a column's value as the gateway sees it.
  std::string_view sent(std::size_t column) const { return columns_[column].sent; }
  /// Of the last record: the brands that its card number may be of.
  const std::vector<const Brand*>& brands() const { return brands_; }

  struct Known {
    bool is_judged = false;
    Meaning meaning = Meaning::other;
  };
  Known known(std::size_t column) const;

  /// The schema's rule for a column of the last record; null: there is none.
  const regex::Language* rule(std::size_t column) const;

  /// Fields that the schema asks for and no column is.
  const std::vector<std::string>& absent() const { return absent_; }

 private:
  struct Column {
    Meaning meaning = Meaning::other;
    const Field* field = nullptr;  // of the schema
    bool is_judged = false;
    TextNormaliser normaliser{{}};
    std::unique_ptr<regex::Matcher> language;
    std::string_view sent;
    std::string buffer;
  };
  /// What is known of a country, by how records write it.
  struct Place {
    const Country* country = nullptr;
    std::map<std::size_t, std::unique_ptr<regex::Matcher>> languages;  // by column
    std::unique_ptr<regex::Matcher> postal;
  };

  void judge_column(std::size_t at);
  void judge_language(std::size_t at, Place* place);
  void judge_meaning(std::size_t at, Place* place);
  void judge_card(std::size_t at);
  void judge_code(std::size_t at);
  void judge_expiry(std::size_t at);
  void judge_postal(std::size_t at, Place* place);
  void judge_name(std::size_t at);
  void judge_amount(std::size_t at);
  void judge_text(std::size_t at);
  void add(std::size_t column, Reason reason) { problems_.push_back({column, reason}); }
  bool matches(regex::Matcher& matcher, std::size_t at);
  Place* place_of(std::string_view country);
  bool is_currency(std::string_view code);

  JudgeOptions options_;
  std::vector<Column> columns_;
  std::vector<std::size_t> order_;  // card numbers and countries first: others depend on them
  std::optional<std::size_t> country_column_;
  std::vector<std::string> absent_;
  std::unordered_map<std::string, Place> places_;
  std::unordered_map<std::string, bool> currencies_;
  std::unique_ptr<regex::Matcher> email_;
  std::vector<const Brand*> brands_;
  Place* place_ = nullptr;
  std::vector<Problem> problems_;
};

}  // namespace checkoutdiag::fields
