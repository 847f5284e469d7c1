#include <fmt/core.h>

#include <algorithm>

#include "lib/failure.hpp"
#include "lib/fields/records.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::fields {
namespace {

constexpr std::size_t kMostRow = 1024 * 1024, kMostColumns = 1000;
constexpr std::string_view kMark = "\xEF\xBB\xBF";

/// Looks for the end of a row in a text that grows. A quote counts where a value begins, and within
/// such a value (RFC 4180, 2.5 to 2.7); elsewhere it is a character as others.
class RowEnd {
 public:
  explicit RowEnd(char comma) : comma_(comma) {}

  bool is_quoted() const { return state_ == State::quoted; }
  /// Behind a quote that closes a value something else than a comma came: it closes none.
  bool is_wrong() const { return is_wrong_; }

  /// The line feed, or npos: not in this text, of which all was looked at.
  std::size_t in(std::string_view text) {
    for (; at_ < text.size() && !is_wrong_; ++at_) {
      if (state_ == State::plain && !skip(text)) break;
      const char each = text[at_];
      if (each == '\n' && state_ != State::quoted) return at_;
      take(each);
    }
    return std::string_view::npos;
  }

 private:
  enum class State { begin, plain, quoted, closed };

  void take(char each) {
    if (state_ == State::quoted) {
      if (each == '"') state_ = State::closed;
    } else if (each == comma_) {
      state_ = State::begin;
    } else if (each == '"' && state_ != State::plain) {
      state_ = State::quoted;
    } else if (state_ == State::begin) {
      state_ = State::plain;
    } else if (state_ == State::closed && each != '\r') {
      is_wrong_ = true;
    }
  }

  // To the next comma or line feed: nothing else matters there.
  bool skip(std::string_view text) {
    while (at_ < text.size() && text[at_] != comma_ && text[at_] != '\n')
      ++at_;
    return at_ < text.size();
  }

  char comma_;
  State state_ = State::begin;
  std::size_t at_ = 0;
  bool is_wrong_ = false;
};

char comma_of(std::string_view header) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (char each : {',', ';', '\t'})
    if (const auto count = std::count(header.begin(), header.end(), each); count > most) {
      most = count;
      best = each;
    }
  return best;
}

}  // namespace

CsvReader::CsvReader(const std::string& path, int interrupt) : input_(path, interrupt) {
  while (input_.rest().find('\n') == std::string_view::npos && input_.rest().size() < kMostRow &&
         input_.grow())
    continue;
  if (input_.rest().starts_with(kMark)) input_.take(kMark.size());
  const std::string_view text = input_.rest();
  comma_ = comma_of(text.substr(0, text.find('\n')));
  Record header;
  if (!read(header) || !header.fault.empty())
    throw Failure(Failure::Kind::input,
                  fmt::format("{} has no header: {}", input_.name(),
                              header.fault.empty() ? "it is empty" : header.fault),
                  "the first line names the columns: card_number,expiry,postal_code");
  for (std::string_view each : header.values)
    columns_.emplace_back(each);
}

bool CsvReader::next(Record& record) {
  do {
    if (!read(record)) return false;
  } while (record.fault.empty() && record.values.size() == 1 && record.values[0].empty());
  if (record.fault.empty() && record.values.size() != columns_.size()) {
    record.fault =
        fmt::format("it has {} values, and the header {}", record.values.size(), columns_.size());
    record.values.clear();
  }
  return true;
}

bool CsvReader::read(Record& record) {
  record.values.clear();
  record.fault.clear();
  record.line = line_;
  RowEnd row_end(comma_);
  std::size_t end = 0;
  while ((end = row_end.in(input_.rest())) == std::string_view::npos) {
    const bool is_long = input_.rest().size() > kMostRow;
    if (!is_long && !row_end.is_wrong() && input_.grow()) continue;
    if (input_.rest().empty()) return false;
    end = input_.rest().size();
    // A quote that nobody closes would take the rest of the file: its line alone is lost.
    if (is_long || row_end.is_wrong() || row_end.is_quoted()) {
      end = std::min(input_.rest().find('\n'), end);
      record.fault = is_long ? "a row of more than 1 MiB, or a quote that is not closed"
                             : "a quote that is not closed";
    }
    break;
  }
  std::string_view row = input_.rest().substr(0, end);
  line_ += static_cast<std::size_t>(std::count(row.begin(), row.end(), '\n')) + 1;
  input_.take(std::min(end + 1, input_.rest().size()));
  if (!record.fault.empty()) return true;
  if (row.ends_with('\r')) row.remove_suffix(1);
  const bool is_whole =
      row.find('"') == std::string_view::npos ? split(row, record) : split_quoted(row, record);
  if (is_whole) return true;
  record.values.clear();
  if (record.fault.empty()) record.fault = fmt::format("more than {} columns", kMostColumns);
  return true;
}

bool CsvReader::split(std::string_view row, Record& record) {
  for (;;) {
    const std::size_t comma = row.find(comma_);
    record.values.push_back(row.substr(0, comma));
    if (comma == std::string_view::npos) return true;
    if (record.values.size() >= kMostColumns) return false;
    row.remove_prefix(comma + 1);
  }
}

bool CsvReader::split_quoted(std::string_view row, Record& record) {
  std::vector<std::string> values(1);
  bool is_quoted = false, begins = true;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const char each = row[i];
    if (is_quoted && each == '"' && i + 1 < row.size() && row[i + 1] == '"') {
      values.back() += '"';
      ++i;
    } else if (each == '"' && (is_quoted || begins)) {
      is_quoted = !is_quoted;
    } else if (each == comma_ && !is_quoted) {
      if (values.size() >= kMostColumns) return false;
      values.emplace_back();
      begins = true;
      continue;
    } else {
      values.back() += each;
    }
    begins = false;
  }
  unquoted_ = std::move(values);
  record.values.assign(unquoted_.begin(), unquoted_.end());
  return true;
}

}  // namespace checkoutdiag::fields
