#pragma once
#include <fmt/core.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "lib/text/escape.hpp"
#include "lib/text/time.hpp"

// The vocabulary of judgement. A check is a rule and a pure function from a case (what was seen,
// what was wanted, and when) to an outcome; it sees no socket, file, clock, environment or locale.
namespace checkoutdiag {

enum class Level { note, warning, error };

/// "note", "warning", "error".
std::string_view name(Level level);

struct Reference {
  std::string_view title, url;
};

/// What a rule is: identity for life, and the knowledge that `explain`, the reports and the manual
/// print.
struct Rule {
  std::string_view id;  // "family/kebab-name", the file's name; never reused, never renamed
  Level level;          // the usual level; a policy may give a finding another
  std::string_view title, why;
  std::string_view fix;  // as Finding::fix, with placeholders in capitals: HOST, TARGET
  std::span<const Reference> references;
};

/// What was seen, as named values in the order in which they were added.
struct Evidence {
  using Value = std::variant<std::string, std::int64_t, std::vector<std::string>>;
  std::vector<std::pair<std::string, Value>> items;
};

/// Where in an input a finding is (file and 1-based line), for formats that point into files.
struct Place {
  std::string file;
  int line = 1;
};

/// Somebody's decision to live with a finding until a day.
struct Waiver {
  std::string rule, subject, reason;  // subject is a glob
  Time expires;
};

struct Finding {
  std::string message;  // one sentence, already escaped
  Level level = Level::error;
  // What to do in this very case; empty: the rule's own. Lines of prose, and lines to paste: those
  // begin with two spaces, hold one command or one line of configuration and nothing else, and no
  // output may wrap them.
  std::string fix;
  Evidence evidence;
  std::optional<Place> place;
  std::optional<Waiver> waived;

  /// Adds evidence; text is escaped here.
  Finding& with(std::string key, std::string_view value);
  Finding& with(std::string key, std::int64_t value);
  Finding& with(std::string key, std::vector<std::string> values);
  Finding& fixed_by(std::string how);
  Finding& at_level(Level other);
};

namespace detail {
template <class T>
auto escaped(const T& value) {
  if constexpr (std::convertible_to<const T&, std::string_view>)
    return text::printable(std::string_view(value));
  else
    return value;
}
}  // namespace detail

/// One rule on one subject: never silent. It was skipped, could not be decided, failed, or held.
struct Outcome {
  const Rule* rule = nullptr;
  std::string subject;
  std::string skipped_because, inconclusive_because;  // empty: it ran / it was decided
  std::vector<Finding> findings;                      // empty: it holds

  /// Records a finding at the rule's level. Text among the arguments is escaped here, once.
  template <class... A>
  Finding& fail(fmt::format_string<A...> sentence, A&&... args) {
    return fail_text(format(sentence, args...));
  }

  /// Says that the question has no answer, and why: neither a pass nor a failure.
  template <class... A>
  void undecided(fmt::format_string<A...> reason, A&&... args) {
    undecided_text(format(reason, args...));
  }

  Finding& fail_text(std::string message);
  void undecided_text(std::string reason);

 private:
  template <class... A>
  static std::string format(fmt::string_view sentence, const A&... args) {
    return [&](const auto&... safe) {
      return fmt::vformat(sentence, fmt::make_format_args(safe...));
    }(detail::escaped(args)...);
  }
};

template <class Case>
struct Check {
  Rule rule;
  std::string_view (*skip)(const Case&) = nullptr;  // why it does not apply, or empty to run
  void (*run)(const Case&, Outcome&) = nullptr;
};

/// Runs every check on one case and appends an outcome for each, in order.
template <class Case>
void judge(std::span<const Check<Case>* const> checks, const Case& seen, std::string_view subject,
           std::vector<Outcome>& outcomes) {
  for (const Check<Case>* check : checks) {
    Outcome outcome{&check->rule, std::string(subject), {}, {}, {}};
    std::string_view reason = check->skip ? check->skip(seen) : std::string_view{};
    if (reason.empty())
      check->run(seen, outcome);
    else
      outcome.skipped_because = reason;
    outcomes.push_back(std::move(outcome));
  }
}

}  // namespace checkoutdiag
