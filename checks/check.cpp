#include "checks/check.hpp"

namespace checkoutdiag {

std::string_view name(Level level) {
  switch (level) {
    case Level::note:
      return "note";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  return "error";
}

Finding& Finding::with(std::string key, std::string_view value) {
  evidence.items.emplace_back(std::move(key), text::printable(value));
  return *this;
}

Finding& Finding::with(std::string key, std::int64_t value) {
  evidence.items.emplace_back(std::move(key), value);
  return *this;
}

Finding& Finding::with(std::string key, std::vector<std::string> values) {
  for (std::string& value : values)
    value = text::printable(value);
  evidence.items.emplace_back(std::move(key), std::move(values));
  return *this;
}

Finding& Finding::fixed_by(std::string how) {
  fix = std::move(how);
  return *this;
}

Finding& Finding::at_level(Level other) {
  level = other;
  return *this;
}

Finding& Outcome::fail_text(std::string message) {
  Finding& finding = findings.emplace_back();
  finding.message = std::move(message);
  finding.level = rule ? rule->level : Level::error;
  return finding;
}

void Outcome::undecided_text(std::string reason) {
  inconclusive_because = std::move(reason);
}

}  // namespace checkoutdiag
