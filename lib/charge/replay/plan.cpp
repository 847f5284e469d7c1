#include "lib/charge/replay/plan.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "lib/text/escape.hpp"
#include "lib/text/secret.hpp"

namespace checkoutdiag::charge {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// No gateway documents less: what is not documented may be as short.
constexpr hours kUndocumented{1};
constexpr minutes kMargin{10};

// Each part with its length, so that no two plans are one text.
class Parts {
 public:
  Parts& add(std::string_view part) {
    text_ += fmt::format("{}:", part.size());
    text_ += part;
    return *this;
  }
  Parts& add(std::int64_t number) { return add(std::string_view(std::to_string(number))); }
  Parts& add(const Documented& documented) {
    add(documented.code);
    for (int status : documented.statuses)
      add(status);
    return add("end");
  }
  Parts& add(const http::Headers& headers) {
    for (const http::Header& header : headers)
      add(header.name).add(header.value);
    return add("end");
  }

  std::string digest() && { return Secret(std::move(text_)).digest(); }

 private:
  std::string text_;
};

void add_profile(Parts& parts, const Profile& profile) {
  parts.add(profile.name).add(static_cast<int>(profile.place)).add(profile.key_name);
  parts.add(static_cast<int>(profile.syntax)).add(static_cast<int>(profile.policy));
  parts.add(profile.marker.header).add(profile.marker.value).add(profile.marker.status);
  parts.add(profile.in_flight).add(profile.mismatch).add(profile.duplicate);
  parts.add(profile.duplicate_id).add(profile.object_id).add(profile.object_created);
  for (int status : profile.success)
    parts.add(status);
  parts.add(profile.retention ? profile.retention->count() : -1);
}

void add_verify(Parts& parts, const VerifyPlan& verify) {
  parts.add(verify.url).add(verify.list).add(verify.headers);
  for (const auto& [pointer, value] : verify.match)
    parts.add(pointer).add(value);
}

}  // namespace

std::string digest_of(const ReplayPlan& plan) {
  Parts parts;
  add_profile(parts, plan.profile);
  add_verify(parts, plan.verify);
  parts.add(plan.url).add(plan.method).add(plan.payload).add(static_cast<int>(plan.type));
  parts.add(plan.headers).add(plan.key).add(plan.concurrency);
  for (Proof proof : plan.proofs)
    parts.add(name(proof));
  parts.add(plan.other_payload ? *plan.other_payload : "").add(plan.other_payload.has_value());
  if (plan.provoke) parts.add(plan.provoke->name).add(plan.provoke->value);
  return std::move(parts).digest();
}

std::string safe_url(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const std::size_t scheme = url.find("://");
  std::string out;
  if (scheme != std::string_view::npos) {
    out = url.substr(0, scheme + 3);
    url.remove_prefix(scheme + 3);
  }
  const std::string_view authority = url.substr(0, url.find('/'));
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) url.remove_prefix(at + 1);
  return text::printable(out + std::string(url));
}

seconds trusted_retention(const Profile& profile) {
  const seconds kept = profile.retention.value_or(kUndocumented);
  return kept - std::min<seconds>(kMargin, kept / 10);
}

std::string retention_clause(const Profile& profile) {
  const std::string& who = profile.title.empty() ? profile.name : profile.title;
  if (!profile.retention)
    return fmt::format(
        "{} does not document how long it keeps keys, of which {} can be relied on: the same key "
        "may be a new charge",
        who, duration_words(kUndocumented));
  return fmt::format("{} keeps keys for {}: the same key would be a new charge", who,
                     duration_words(*profile.retention));
}

std::string duration_words(seconds duration) {
  if (duration >= hours(72)) return fmt::format("{} days", duration / hours(24));
  if (duration >= hours(1)) {
    const auto rest = (duration % hours(1)) / minutes(1);
    return rest == 0 ? fmt::format("{} h", duration / hours(1))
                     : fmt::format("{} h {} min", duration / hours(1), rest);
  }
  if (duration >= minutes(1)) return fmt::format("{} min", duration / minutes(1));
  return fmt::format("{} s", duration.count());
}

std::optional<std::string> other_payload(const ReplayPlan& plan) {
  return plan.other_payload ? plan.other_payload
                            : with_other_amount(plan.profile, plan.payload, plan.type);
}

}  // namespace checkoutdiag::charge
