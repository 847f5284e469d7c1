#include <fmt/core.h>

#include <algorithm>

#include "lib/failure.hpp"
#include "lib/fields/records.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::fields {
namespace {

constexpr std::size_t kMostRow = 1024 * 1024, kMostColumns = 1000;
constexpr std::string_view kMark = "\xEF\xBB\xBF";

// Where a row ends: the line feed behind an even number of quotes; npos: not in this text.
// `from` and `quotes` are what was looked at before.
std::size_t end_of_row(std::string_view text, std::size_t& from, bool& is_quoted) {
  for (; from < text.size(); ++from) {
    if (text[from] == '"') is_quoted = !is_quoted;
    if (text[from] == '\n' && !is_quoted) return from;
  }
  return std::string_view::npos;
}

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
  std::size_t looked = 0;
  bool is_quoted = false;
  std::size_t end = 0;
  while ((end = end_of_row(input_.rest(), looked, is_quoted)) == std::string_view::npos) {
    // A quote that nobody closes would take the rest of the file.
    if (input_.rest().size() > kMostRow) {
      record.fault = "a row of more than 1 MiB, or a quote that is not closed";
      end = std::min(input_.rest().find('\n'), input_.rest().size());
      break;
    }
    if (input_.grow()) continue;
    if (input_.rest().empty()) return false;
    end = input_.rest().size();
    if (is_quoted) record.fault = "a quote that is not closed";
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
  bool is_quoted = false;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const char each = row[i];
    if (is_quoted && each == '"' && i + 1 < row.size() && row[i + 1] == '"') {
      values.back() += '"';
      ++i;
    } else if (each == '"') {
      is_quoted = !is_quoted;
    } else if (each == comma_ && !is_quoted) {
      if (values.size() >= kMostColumns) return false;
      values.emplace_back();
    } else {
      values.back() += each;
    }
  }
  unquoted_ = std::move(values);
  record.values.assign(unquoted_.begin(), unquoted_.end());
  return true;
}

}  // namespace checkoutdiag::fields
