#include "checks/webhook/words.hpp"

#include <algorithm>
#include <limits>

namespace checkoutdiag::webhook {
namespace {

constexpr std::size_t kMostCauses = 100;
constexpr std::size_t kLongestLine = 2000;
constexpr std::int64_t kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour;
// What a clock may differ without anybody having to know: the Date header has whole seconds.
constexpr std::int64_t kUnseen = 2;

std::string about(std::int64_t count, std::string_view unit) {
  return fmt::format(" ({} {}{})", count, unit, count == 1 ? "" : "s");
}

}  // namespace

std::int64_t size_of(std::int64_t number) {
  if (number == std::numeric_limits<std::int64_t>::min())
    return std::numeric_limits<std::int64_t>::max();
  return number < 0 ? -number : number;
}

std::string seconds_text(std::int64_t seconds) {
  const std::int64_t size = size_of(seconds);
  std::string text = fmt::format("{} s", size);
  if (size >= 2 * kDay) return text + about(size / kDay, "day");
  if (size >= 2 * kHour && size % kHour < kHour / 2) return text + about(size / kHour, "hour");
  if (size >= 20 * kMinute) return text + about(size / kMinute, "minute");
  return text;
}

std::string called(const GivenSecret& secret) {
  std::string text = "the secret";
  if (!secret.from.empty()) text += " of " + secret.from;
  if (!secret.fingerprint.empty()) text += " (fingerprint " + secret.fingerprint + ")";
  return text;
}

std::vector<std::string> fingerprints(const DeliveryCase& seen) {
  std::vector<std::string> list;
  for (const GivenSecret& secret : seen.secrets)
    list.push_back(secret.from.empty() ? secret.fingerprint
                                       : secret.from + " (" + secret.fingerprint + ")");
  return list;
}

const GivenSecret* proving_secret(const DeliveryCase& seen) {
  if (seen.seen.secret < 0) return nullptr;
  const auto index = static_cast<std::size_t>(seen.seen.secret);
  return index < seen.secrets.size() ? &seen.secrets[index] : nullptr;
}

std::optional<std::int64_t> past_limit(const DeliveryCase& seen) {
  return age_limits(seen.scheme.timestamp, seen.tolerance).past;
}

std::optional<std::int64_t> future_limit(const DeliveryCase& seen) {
  return age_limits(seen.scheme.timestamp, seen.tolerance).future;
}

bool clocks_differ(const DeliveryCase& seen) {
  if (!seen.clock || !seen.clock->problem.empty()) return false;
  return size_of(seen.clock->ahead) - kUnseen > size_of(seen.clock->uncertainty);
}

bool is_missing(Trouble trouble) {
  switch (trouble) {
    case Trouble::header_missing:
    case Trouble::header_blank:
    case Trouble::header_repeated:
    case Trouble::header_malformed:
    case Trouble::no_signature:
    case Trouble::header_unexpected:
    case Trouble::timestamp_missing:
    case Trouble::timestamp_malformed:
    case Trouble::timestamp_repeated:
    case Trouble::id_missing:
    case Trouble::value_missing:
    case Trouble::value_repeated:
    case Trouble::body_malformed:
      return true;
    default:
      return false;
  }
}

bool is_not_given(Trouble trouble) {
  return trouble == Trouble::url_missing || trouble == Trouble::setting_missing ||
         trouble == Trouble::certificate_missing;
}

bool explains(const Cause& cause) {
  return cause.certain && !cause.id.starts_with("evidence.") && !cause.id.starts_with("unknown.");
}

const Cause* first_cause(const DeliveryCase& seen) {
  return first_cause(seen, {});
}

const Cause* first_cause(const DeliveryCase& seen, std::string_view prefix) {
  const std::vector<Cause>& causes = seen.diagnosis.causes;
  const auto found = std::find_if(causes.begin(), causes.end(), [&](const Cause& each) {
    return !each.message.empty() && each.id.starts_with(prefix);
  });
  return found == causes.end() ? nullptr : &*found;
}

std::string fix_of(const Cause& cause) {
  std::string safe;
  for (std::string_view rest = cause.fix; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    if (!line.empty()) safe += (safe.empty() ? "" : "\n") + text::printable(line, kLongestLine);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return safe;
}

Finding& describe(Finding& finding, const DeliveryCase& seen) {
  finding.with("scheme", seen.scheme.name);
  if (seen.detected) finding.with("scheme_from", "the headers");
  std::vector<std::string> causes;
  for (const Cause& cause : seen.diagnosis.causes)
    if (causes.size() < kMostCauses)
      causes.push_back(cause.id + (cause.certain ? " (certain)" : " (not certain)"));
  if (!causes.empty()) finding.with("causes", std::move(causes));
  return finding;
}

std::string_view not_valid(const DeliveryCase& seen) {
  return seen.seen.valid() ? std::string_view{} : "the delivery is not valid";
}

std::string_view not_right(const DeliveryCase& seen) {
  if (seen.seen.signature) return {};
  if (is_missing(seen.seen.trouble))
    return "there is no signature to be compared: see webhook/signature-missing";
  return "the signature is not right: see webhook/signature-mismatch";
}

}  // namespace checkoutdiag::webhook
