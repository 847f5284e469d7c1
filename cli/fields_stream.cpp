#include "cli/fields_stream.hpp"

#include <fmt/core.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "cli/facts/fields_facts.hpp"
#include "cli/files.hpp"
#include "lib/failure.hpp"
#include "lib/fields/records.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/pan.hpp"

namespace checkoutdiag {
namespace {

using fields::Weight;

/// Counts what records are refused for, and writes a line for each when that is asked for.
class Counter {
 public:
  Counter(const FieldsOptions& options, const fields::Schema* schema,
          const fields::JudgeOptions& how)
      : schema_(schema), how_(how) {
    seen_.is_stream = true;
    if (options.verdicts == "-")
      throw Failure(Failure::Kind::usage,
                    "--verdicts takes a file: the report is written to stdout",
                    "without the report: --quiet --verdicts /dev/stdout");
    if (!options.verdicts.empty())
      verdicts_ = std::make_unique<NewFile>(options.verdicts, "the verdicts");
  }

  void take(const fields::Record& record, const std::vector<std::string>& columns) {
    ++seen_.records;
    if (!record.fault.empty()) return take_malformed(record);
    if (!judge_ || columns.size() != columns_.size()) begin(columns);
    const std::vector<fields::Problem>& problems = judge_->judge(record.values);
    std::optional<Weight> worst;
    for (const fields::Problem& each : problems) {
      count(each, record.line);
      const Weight weight = fields::weight_of(each.reason);
      if (!worst || order_of(weight) < order_of(*worst)) worst = weight;
    }
    const auto at = worst ? order_of(*worst) : facts::StreamFacts::kAccepted;
    ++facts_.verdicts[at];
    if (verdicts_) write(record.line, facts::StreamFacts::kWords[at], problems);
  }

  fields::ValuesCase finish() {
    if (verdicts_) {
      flush();
      verdicts_->commit();
    }
    if (judge_) seen_.absent = judge_->absent();
    for (auto& [key, tally] : tallies_)
      seen_.tallies.push_back(std::move(tally));
    // The most frequent first.
    std::stable_sort(
        seen_.tallies.begin(), seen_.tallies.end(),
        [](const fields::Tally& a, const fields::Tally& b) { return a.records > b.records; });
    return std::move(seen_);
  }

  const facts::StreamFacts& facts() const { return facts_; }

 private:
  using Key = std::pair<std::string, fields::Reason>;

  static std::size_t order_of(Weight weight) {
    return weight == Weight::refused     ? facts::StreamFacts::kRefused
           : weight == Weight::undecided ? facts::StreamFacts::kUndecided
                                         : facts::StreamFacts::kDoubtful;
  }

  // Columns come later in NDJSON, and then the judge begins anew.
  void begin(const std::vector<std::string>& columns) {
    columns_ = columns;
    judge_ = std::make_unique<fields::RecordJudge>(schema_, columns_, how_);
    facts_.columns.clear();
    facts_.ignored.clear();
    for (std::size_t at = 0; at < columns_.size(); ++at)
      (judge_->known(at).is_judged ? facts_.columns : facts_.ignored)
          .push_back(text::without_pans(columns_[at]));
    quick_.assign(columns_.size() * kReasons, nullptr);
  }

  void count(const fields::Problem& problem, std::size_t line) {
    constexpr std::size_t kMostLines = 3;
    fields::Tally*& tally =
        quick_[problem.column * kReasons + static_cast<std::size_t>(problem.reason)];
    if (!tally) {
      tally = &tallies_[{columns_[problem.column], problem.reason}];
      tally->field = text::without_pans(columns_[problem.column]);
      tally->reason = problem.reason;
    }
    ++tally->records;
    if (tally->lines.size() < kMostLines) tally->lines.push_back(line);
  }

  void take_malformed(const fields::Record& record) {
    if (seen_.malformed++ == 0) {
      seen_.first_fault = record.fault;
      seen_.first_faulty_line = record.line;
    }
    ++facts_.verdicts[facts::StreamFacts::kUndecided];
    if (verdicts_) write(record.line, "malformed", {});
  }

  void write(std::size_t line, std::string_view verdict,
             const std::vector<fields::Problem>& problems) {
    fmt::format_to(std::back_inserter(lines_), "{{\"line\":{},\"verdict\":\"{}\",\"problems\":[",
                   line, verdict);
    for (std::size_t i = 0; i < problems.size(); ++i)
      fmt::format_to(std::back_inserter(lines_), "{}{{\"field\":{},\"reason\":\"{}\"}}",
                     i ? "," : "", facts::json_text(columns_[problems[i].column]),
                     fields::word_of(problems[i].reason));
    lines_ += "]}\n";
    constexpr std::size_t kPart = 256 * 1024;
    if (lines_.size() >= kPart) flush();
  }

  void flush() {
    verdicts_->write(lines_);
    lines_.clear();
  }

  static constexpr std::size_t kReasons = 32;
  const fields::Schema* schema_;
  const fields::JudgeOptions& how_;
  std::unique_ptr<NewFile> verdicts_;
  std::unique_ptr<fields::RecordJudge> judge_;
  std::vector<std::string> columns_;
  std::map<Key, fields::Tally> tallies_;
  std::vector<fields::Tally*> quick_;  // of this judge's columns and all reasons
  fields::ValuesCase seen_;
  facts::StreamFacts facts_;
  std::string lines_;
};

template <class Reader>
bool read_all(Reader&& reader, Counter& counter) {
  fields::Record record;
  while (reader.next(record))
    counter.take(record, reader.columns());
  return !reader.input().is_interrupted();
}

}  // namespace

void check_stream(const FieldsOptions& options, const fields::Schema* schema,
                  const fields::JudgeOptions& how, int interrupt, Report& report) {
  const bool is_csv = !options.csv.empty();
  const std::string& path = is_csv ? options.csv : options.ndjson;
  Counter counter(options, schema, how);
  const bool is_whole = is_csv ? read_all(fields::CsvReader(path, interrupt), counter)
                               : read_all(fields::NdjsonReader(path, interrupt), counter);
  fields::ValuesCase seen = counter.finish();
  seen.is_cut_short = !is_whole;
  Subject subject;
  subject.name = path == "-" ? "stdin" : text::printable(path, 400);
  subject.details = facts::stream_details(seen, counter.facts());
  judge_values(seen, subject.name, report);
  report.subjects.push_back(std::move(subject));
  report.data = facts::to_json(seen, counter.facts());
}

}  // namespace checkoutdiag
