#include "checks/fields/lint_words.hpp"

namespace checkoutdiag::fields::rules {
namespace {

constexpr Reference kReferences[] = {
    {"OWASP: regular expression denial of service",
     "https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS"},
    {"A. Weber, H. Seidl: On the degree of ambiguity of finite automata",
     "https://doi.org/10.1016/0304-3975(91)90381-B"},
};

void run(const LintCase& seen, Outcome& outcome) {
  using Growth = regex::Backtracking::Growth;
  for (const PatternFacts& each : seen.facts.patterns) {
    const regex::Backtracking& found = each.backtracking;
    if (found.growth == Growth::unknown) {
      outcome.undecided("whether it backtracks was not decided: {}", found.reason);
      continue;
    }
    if (found.growth == Growth::linear) continue;
    const bool is_exponential = found.growth == Growth::exponential;
    const std::string how = is_exponential ? "exponential" : "at least the square of its length";
    const std::string often =
        found.times ? std::to_string(found.times) + " times" : std::string("again and again");
    Finding& finding = outcome.fail(
        "{} {} {} time on a value that does not match: {}, then {} {}, then {}",
        pattern_words(each.pattern), found.is_approximate ? "may take" : "takes", how,
        value_words(found.before), value_words(found.pump), often, value_words(found.after));
    finding.with("before", found.before).with("pump", found.pump).with("after", found.after);
    if (found.times) finding.with("times", static_cast<std::int64_t>(found.times));
    if (!is_exponential || found.is_approximate) finding.at_level(Level::warning);
  }
}

}  // namespace

constinit const Check<LintCase> pattern_backtracks{
    .rule = {.id = "fields/pattern-backtracks",
             .level = Level::error,
             .title = "a value makes the engine try again and again",
             .why = "An engine that backtracks (JavaScript, Java, Python, PCRE, "
                    ".NET, Ruby) tries every way to split the value before it says "
                    "no. In a browser that blocks the main thread while a payment "
                    "is tokenized; in a gateway it is a denial of service with one "
                    "request.",
             .fix = "write the pattern so that every character can be taken in one "
                    "way only, such as \\d+(?:[ -]\\d+)* in place of (\\d+[ -]?)+, "
                    "and limit the length before it is matched",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::fields::rules
