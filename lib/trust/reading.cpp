#include "lib/trust/reading.hpp"

#include <fmt/core.h>

#include <numeric>

#include "lib/trust/der.hpp"

namespace checkoutdiag::trust {

bool is_full(Contents& contents) {
  if (contents.certificates.size() < kMost) return false;
  for (const Flaw& flaw : contents.flaws)
    if (flaw.kind == FlawKind::too_many) return true;
  // In front, so that a full list of flaws does not hide it.
  contents.flaws.insert(
      contents.flaws.begin(),
      {FlawKind::too_many, 0, fmt::format("only the first {} certificates were read", kMost)});
  return true;
}

bool add_certificate(Contents& to, std::string_view bytes, std::string origin) {
  if (is_full(to)) return false;
  std::optional<Element> element = first_element(bytes);
  const bool fits = element && element->whole.size() <= kLargestCertificate;
  if (!fits || !outlines_certificate(element->whole)) {
    add_flaw(to, FlawKind::bad_certificate, fmt::format("{}: not a certificate", origin));
    return false;
  }
  if (const std::size_t more = bytes.size() - element->whole.size(); more != 0)
    add_flaw(to, FlawKind::trailing_bytes,
             fmt::format("{}: {} bytes follow the certificate", origin, more));
  to.certificates.push_back({std::string(element->whole), std::move(origin), {}, {}, {}});
  return true;
}

Load loads_all(Runtime runtime, const Contents& contents, std::string how) {
  return {runtime, static_cast<int>(contents.certificates.size()), false, std::move(how), {}};
}

Load loads_none(Runtime runtime, const Contents& contents, bool fails, std::string how) {
  Load load{runtime, 0, fails, std::move(how), {}};
  load.missing.resize(contents.certificates.size());
  std::iota(load.missing.begin(), load.missing.end(), std::size_t{0});
  return load;
}

}  // namespace checkoutdiag::trust
