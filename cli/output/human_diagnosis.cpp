#include <fmt/core.h>

#include "cli/output/human.hpp"
#include "cli/output/layout.hpp"

namespace checkoutdiag::output {
namespace {

constexpr std::size_t kIndent = 4;  // below the cause's number
constexpr std::size_t kWidth = 10;  // "explains" and what parts it from the text
constexpr std::size_t kMostSigns = 4;

std::string_view style_of(const Cause& cause, const Styles& styles) {
  if (!cause.level) return styles.unknown;
  return *cause.level == Level::error ? styles.error : styles.warning;
}

std::string where(const Cause& cause) {
  switch (cause.side) {
    case Side::here:
      return "on this machine";
    case Side::between:
      return "between here and the gateway";
    case Side::gateway:
      return "on the gateway's side";
    case Side::unknown:
      break;
  }
  return "not known on which side";
}

std::string signs_text(std::string_view label, const std::vector<Sign>& signs,
                       const HumanOptions& options) {
  const std::size_t most = options.verbose ? signs.size() : kMostSigns;
  std::string text;
  for (std::size_t i = 0; i < signs.size() && i < most; ++i)
    text +=
        labelled(i == 0 ? label : "", fmt::format("{} ({})", safe(signs[i].message), signs[i].rule),
                 kIndent, kWidth, options);
  if (signs.size() > most)
    text += labelled("", fmt::format("and {} more: --verbose", signs.size() - most), kIndent,
                     kWidth, options);
  return text;
}

std::string unexplained_text(const Cause& cause, const HumanOptions& options) {
  if (cause.unexplained.empty()) return {};
  std::string others;
  const std::size_t most = options.verbose ? cause.unexplained.size() : 3;
  for (std::size_t i = 0; i < cause.unexplained.size() && i < most; ++i)
    others += (others.empty() ? "" : "; ") + cause.unexplained[i];
  if (cause.unexplained.size() > most)
    others += fmt::format("; {} more", cause.unexplained.size() - most);
  return labelled("not", "explained by it: " + others, kIndent, kWidth, options);
}

std::string cause_text(const Cause& cause, std::size_t number, const HumanOptions& options) {
  const Styles& styles = options.styles;
  std::string text;
  std::string lead = fmt::format("{:>2}  ", number);
  for (const std::string& line : wrap(safe(cause.title), options.width - kIndent)) {
    text += lead + styled(line, style_of(cause, styles), styles) + "\n";
    lead = std::string(kIndent, ' ');
  }
  const std::string certainty = !cause.level   ? "; an open question"
                                : cause.proven ? ""
                                               : "; not proven, the likeliest that fits";
  text += labelled("where", where(cause) + certainty, kIndent, kWidth, options);
  text += signs_text("seen", cause.seen, options);
  text += signs_text("explains", cause.explains, options);
  text += unexplained_text(cause, options);
  return text + labelled("fix", cause.fix, kIndent, kWidth, options);
}

}  // namespace

std::string diagnosis_text(const Diagnosis& diagnosis, const HumanOptions& options) {
  std::string text;
  for (const std::string& line : wrap(safe(diagnosis.verdict), options.width))
    text += line + "\n";
  std::size_t number = 0;
  for (const Cause& cause : diagnosis.causes)
    text += "\n" + cause_text(cause, ++number, options);
  return text;
}

}  // namespace checkoutdiag::output
