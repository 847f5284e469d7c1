#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// Records of a file or a pipe, of which one at a time is in memory.
namespace checkoutdiag::fields {

/// Reads a descriptor in parts and hands out what stands between separators.
class Input {
 public:
  /// Opens a file, or takes stdin for "-". When `interrupt` (a descriptor; -1: none) becomes
  /// readable, the input is as if it were over. Throws Failure(input).
  explicit Input(const std::string& path, int interrupt = -1);
  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  /// All that was read and not taken yet; more after grow(), which says whether there was any.
  std::string_view rest() const { return std::string_view(buffer_).substr(at_, end_ - at_); }
  bool grow();
  void take(std::size_t bytes) { at_ += bytes; }

  const std::string& name() const { return name_; }  // safe to print
  bool is_interrupted() const { return is_interrupted_; }

 private:
  bool wait();

  std::string name_;
  int file_ = -1, interrupt_ = -1;
  bool is_open_ = false, is_over_ = false, is_interrupted_ = false;
  std::string buffer_;
  std::size_t at_ = 0, end_ = 0;
};

/// One record: its values by column, good until the next one is read.
struct Record {
  std::size_t line = 0;  // where it begins, from 1
  std::vector<std::string_view> values;
  std::string fault;  // it is none: a clause; it has no values then
};

/// CSV (RFC 4180) with a header; commas, semicolons or tabs, whichever the header has.
class CsvReader {
 public:
  /// Reads the header. Throws Failure(input).
  explicit CsvReader(const std::string& path, int interrupt = -1);

  const std::vector<std::string>& columns() const { return columns_; }
  bool next(Record& record);
  const Input& input() const { return input_; }

 private:
  bool read(Record& record);
  bool split(std::string_view row, Record& record);
  bool split_quoted(std::string_view row, Record& record);

  Input input_;
  char comma_ = ',';
  std::size_t line_ = 1;
  std::vector<std::string> columns_;
  std::vector<std::string> unquoted_;
};

/// NDJSON: an object a line; members of inner objects are columns such as "billing.zip".
class NdjsonReader {
 public:
  explicit NdjsonReader(const std::string& path, int interrupt = -1) : input_(path, interrupt) {}

  /// Columns come with the records that have them first; `columns()` only grows.
  const std::vector<std::string>& columns() const { return columns_; }
  bool next(Record& record);
  const Input& input() const { return input_; }

 private:
  void read_object(std::string_view line, Record& record);
  void put(const std::string& column, std::string value);

  Input input_;
  std::size_t line_ = 0;
  std::vector<std::string> columns_, values_;
};

}  // namespace checkoutdiag::fields
