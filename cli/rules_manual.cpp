#include <algorithm>

#include "checks/registry.hpp"
#include "cli/commands.hpp"
#include "cli/output/fix.hpp"
#include "cli/output/layout.hpp"

namespace checkoutdiag {
namespace {

// One sentence a line, as mdoc wants it, because a formatter puts more space after a sentence.
std::vector<std::string> sentences(std::string_view text) {
  std::vector<std::string> all;
  while (!text.empty()) {
    std::size_t end = text.find_first_of(".!?");
    while (end != std::string_view::npos && end + 1 < text.size() && text[end + 1] != ' ')
      end = text.find_first_of(".!?", end + 1);
    all.emplace_back(text.substr(0, end == std::string_view::npos ? end : end + 1));
    text.remove_prefix(std::min(text.size(), all.back().size() + 1));
  }
  return all;
}

// A backslash begins an escape, and a dot or quote at the beginning of a line a macro.
std::string quoted(std::string_view line) {
  std::string result = line.substr(0, 1) == "." || line.substr(0, 1) == "'" ? "\\&" : "";
  for (char c : line)
    result += c == '\\' ? std::string("\\e") : std::string(1, c);
  return result;
}

std::string mdoc(std::string_view text) {
  std::string result;
  for (const std::string& sentence : sentences(text))
    for (const std::string& line : output::wrap(sentence, 78))
      result += quoted(line) + "\n";
  return result;
}

// Commands as they are, prose around them.
std::string fix_lines(std::string_view fix) {
  std::string text;
  for (const output::FixPart& part : output::parts_of(fix)) {
    if (part.command) text += ".Bd -literal -offset indent\n";
    for (const std::string& line : part.lines)
      text += part.command ? quoted(line) + "\n" : mdoc(line);
    if (part.command) text += ".Ed\n";
  }
  return text;
}

std::string reference_lines(const Rule& rule) {
  std::string text;
  for (const Reference& reference : rule.references)
    text += ".br\n" + mdoc(reference.title) + ".br\n.Lk " + std::string(reference.url) + "\n";
  return text;
}

constexpr const char* kHead =
    ".\\\" Made by scripts/check-docs --write from the rules themselves; edit those.\n"
    ".Dd November 23, 2026\n"
    ".Dt CHECKOUTDIAG-RULES 7\n"
    ".Os\n"
    ".Sh NAME\n"
    ".Nm checkoutdiag-rules\n"
    ".Nd what checkoutdiag checks, and why\n"
    ".Sh DESCRIPTION\n"
    "Every rule has an identity for life, a usual level, which a policy may change,\n"
    "a reason and a remedy.\n"
    ".Ic checkoutdiag explain Ar RULE\n"
    "prints the same text.\n";

}  // namespace

std::string rules_manual() {
  std::string text = kHead;
  std::string_view family;
  for (const Rule* rule : all_rules()) {
    std::string_view own = rule->id.substr(0, rule->id.find('/'));
    if (own != family) text += ".Ss " + std::string(own) + "\n";
    family = own;
    text += ".Bl -tag -width Ds\n.It Sy " + std::string(rule->id) + " Pq " +
            std::string(name(rule->level)) + "\n" + mdoc(rule->title) + ".Pp\n" + mdoc(rule->why) +
            ".Pp\nFix:\n" + fix_lines(rule->fix) + ".Pp\n" +
            (rule->references.empty() ? "" : "See:\n" + reference_lines(*rule)) + ".El\n";
  }
  return text + ".Sh SEE ALSO\n.Xr checkoutdiag-explain 1 ,\n.Xr checkoutdiag-report 5\n";
}

}  // namespace checkoutdiag
