#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/webhook/claims.hpp"
#include "lib/webhook/diagnose.hpp"
#include "lib/webhook/diagnose/shapes.hpp"

namespace checkoutdiag::webhook {
namespace {

// A checkout's callback has its signature among the parameters.
std::vector<std::string_view> values_named(const Delivery& delivery, const std::string& name) {
  std::vector<std::string_view> values = values_of(delivery, name);
  for (const Header& each : delivery.params)
    if (each.name == name) values.push_back(each.value);
  return values;
}

bool has_any(const Delivery& delivery, const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return !values_named(delivery, name).empty();
  });
}

// Proof that stands in the body, where two schemes have it.
bool body_fits(const Scheme& scheme, const Delivery& delivery) {
  const std::string_view begin = std::string_view(delivery.body).substr(0, 64 * 1024);
  const auto has = [&](std::string_view word) { return begin.find(word) != begin.npos; };
  if (scheme.special == "adyen-items") return has("\"notificationItems\"");
  if (scheme.special == "braintree") return has("bt_signature=") && has("bt_payload=");
  return false;
}

enum class Read { nothing, something, signature };

Read read_header(const Scheme& scheme, const Delivery& delivery, const std::string& name) {
  Claims claims;
  std::vector<Candidate> candidates;
  read_signatures(scheme, values_named(delivery, name), candidates, claims);
  if (claims.trouble != Trouble::none) return Read::nothing;
  const bool shaped = std::any_of(candidates.begin(), candidates.end(),
                                  [&](const auto& each) { return has_shape(scheme, each.text); });
  return shaped ? Read::signature : Read::something;
}

// Id and timestamp of a scheme that has the same signature header, and sends both: GoCardless's
// Webhook-Signature comes without them, that of Standard Webhooks never does.
bool belongs_to_another(const Scheme& scheme, const Delivery& delivery) {
  if (!scheme.id_headers.empty() || !scheme.timestamp.headers.empty()) return false;
  const std::vector<Scheme>& all = built_in_schemes();
  return std::any_of(all.begin(), all.end(), [&](const Scheme& other) {
    if (other.id_headers.empty() || other.timestamp.headers.empty()) return false;
    const bool shared = std::any_of(
        other.signature.headers.begin(), other.signature.headers.end(), [&](const auto& name) {
          return std::any_of(scheme.signature.headers.begin(), scheme.signature.headers.end(),
                             [&](const auto& own) { return text::equal_ignoring_case(own, name); });
        });
    return shared && has_any(delivery, other.id_headers) &&
           has_any(delivery, other.timestamp.headers);
  });
}

// How well the delivery's headers fit; 0: not at all.
int fit(const Scheme& scheme, const Delivery& delivery) {
  const std::vector<std::string>& names = scheme.signature.headers;
  if (names.empty()) return body_fits(scheme, delivery) ? 50 : 0;
  const auto present = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
    return !values_named(delivery, name).empty();
  });
  if (present == names.end() || belongs_to_another(scheme, delivery)) return 0;
  int points = 50 - static_cast<int>(std::min<std::ptrdiff_t>(present - names.begin(), 20));
  if (scheme.signature.grammar != Grammar::special) {
    const Read read = read_header(scheme, delivery, *present);
    if (read != Read::nothing) points += read == Read::signature ? 100 : 50;
    // A signature that lost what stands before it is still as long as those of the scheme.
    if (read == Read::nothing && raw_bytes(scheme.algorithm) != 0) {
      const std::vector<std::string_view> values = values_named(delivery, *present);
      const bool bare = std::any_of(values.begin(), values.end(),
                                    [&](const auto& each) { return has_shape(scheme, each); });
      if (bare) points += 10;
    }
  }
  const auto weigh = [&](const std::vector<std::string>& others, bool required) {
    if (others.empty()) return;
    if (has_any(delivery, others))
      points += 5;
    else if (required)
      points -= 40;
  };
  weigh(scheme.timestamp.headers, scheme.timestamp.required);
  weigh(scheme.id_headers, true);
  for (const std::string& each : scheme.companions)
    weigh({each}, false);
  for (const Expected& each : scheme.expected)
    weigh({each.header}, true);
  return std::max(points, 1);
}

}  // namespace

bool has_signature(const Scheme& scheme, const Delivery& delivery) {
  if (scheme.signature.grammar == Grammar::special) return true;
  return std::any_of(scheme.signature.headers.begin(), scheme.signature.headers.end(),
                     [&](const std::string& name) {
                       return !values_named(delivery, name).empty() &&
                              read_header(scheme, delivery, name) == Read::signature;
                     });
}

std::vector<const Scheme*> detect(const Delivery& delivery) {
  struct Fit {
    const Scheme* scheme;
    int points;
  };
  std::vector<Fit> fits;
  for (const Scheme& scheme : built_in_schemes())
    if (const int points = fit(scheme, delivery)) fits.push_back({&scheme, points});
  // Where several vendors use one standard, the one whose secrets can be told goes first.
  std::stable_sort(fits.begin(), fits.end(), [](const Fit& a, const Fit& b) {
    if (a.points != b.points) return a.points > b.points;
    return !a.scheme->secret.prefixes.empty() && b.scheme->secret.prefixes.empty();
  });
  std::vector<const Scheme*> found;
  for (const Fit& each : fits)
    found.push_back(each.scheme);
  return found;
}

}  // namespace checkoutdiag::webhook
