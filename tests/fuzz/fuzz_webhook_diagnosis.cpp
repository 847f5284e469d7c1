#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "lib/webhook/diagnose.hpp"
#include "lib/webhook/repair/variant.hpp"
#include "lib/webhook/scheme.hpp"
#include "lib/webhook/verify.hpp"

// A delivery of somebody who does not know the secret: the diagnosis ends within its limits, finds
// no proof, and tells no secret; and what the generators offer is new each time.
using namespace checkoutdiag;
using namespace checkoutdiag::webhook;

namespace {

constexpr std::string_view kSecret =
    "9064450A8892A093D9E97EFCC9639DE31B74F3A7803135555A3C96F5A57915D6";

void expect(bool holds) {
  if (!holds) std::abort();
}

// The URL, then headers "name:value", each on a line; an empty line; the body.
Delivery delivery_of(std::string_view text) {
  Delivery delivery;
  bool first = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) break;
    const std::size_t colon = std::min(line.find(':'), line.size());
    if (first)
      delivery.url = line;
    else
      delivery.headers.push_back({std::string(line.substr(0, colon)),
                                  std::string(line.substr(std::min(colon + 1, line.size())))});
    first = false;
  }
  delivery.body = text;
  return delivery;
}

void check_generators(const Scheme& scheme, const Delivery& delivery) {
  std::set<std::string> secrets{delivery.body}, urls{delivery.url};
  secret_repairs(scheme, delivery.body, [&](Variant&& variant) {
    expect(!variant.value.empty() && secrets.insert(std::move(variant.value)).second);
    return secrets.size() < 1000;
  });
  url_repairs(delivery.url, delivery.headers, [&](Variant&& variant) {
    expect(urls.insert(std::move(variant.value)).second);
    return true;
  });
  expect(secrets.size() < 1000 && urls.size() < 1000);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::vector<Scheme>& schemes = built_in_schemes();
  const Scheme& scheme = schemes[data[0] % schemes.size()];
  const Delivery delivery = delivery_of({reinterpret_cast<const char*>(data) + 1, size - 1});
  check_generators(scheme, delivery);

  constexpr std::int64_t kNow = 1'750'000'000;
  const std::vector<Secret> secrets{Secret(std::string(kSecret))};
  const Settings settings;
  const Verification seen = Verifier(scheme, secrets, settings).verify(delivery, kNow);
  DiagnosisLimits limits;
  limits.attempts = 300;
  const Diagnosis found = diagnose(scheme, secrets, settings, delivery, seen, kNow, {}, limits);
  expect(found.attempts <= limits.attempts && found.bytes <= limits.bytes);
  for (const Cause& each : found.causes) {
    expect(each.message.find("signature matches once") == std::string::npos);
    expect(!each.id.empty() && !each.message.empty() && !each.fix.empty());
    // What the delivery itself holds may be told.
    if (delivery.body.find(kSecret) == std::string::npos)
      expect(each.message.find(kSecret) == std::string::npos);
  }
  return 0;
}
