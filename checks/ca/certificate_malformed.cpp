#include <algorithm>

#include "checks/ca/remedies.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 5280: X.509 certificate and CRL profile", "https://www.rfc-editor.org/rfc/rfc5280"},
    {"ITU-T X.690: distinguished encoding rules", "https://www.itu.int/rec/T-REC-X.690"},
};

constexpr std::size_t kMost = 20, kMostInEvidence = 200;

// Blocks that are no certificate at all, and entries that could not be parsed, as "where: why".
std::vector<std::string> malformed(const StoreCase& seen) {
  std::vector<std::string> texts;
  for (const trust::Entry& entry : seen.store.entries) {
    const x509::Certificate* certificate = certificate_of(seen.seen, entry);
    if (!certificate || certificate->malformed.empty()) continue;
    std::string where = entry.origin.empty() ? "SHA-256 " + certificate->sha256 : entry.origin;
    texts.push_back(where + ": " + certificate->malformed);
  }
  for (const trust::Flaw& flaw : seen.store.flaws) {
    if (flaw.kind != trust::FlawKind::bad_certificate) continue;
    std::string where = flaw.line > 0 ? fmt::format("line {}", flaw.line) : std::string();
    bool told = !where.empty() && std::any_of(texts.begin(), texts.end(), [&](const auto& each) {
      return each.starts_with(where + ":");
    });
    if (told) continue;
    std::string what = flaw.text.empty() ? "not a certificate" : flaw.text;
    bool placed = where.empty() || what.find("line ") != std::string::npos;
    texts.push_back(placed ? what : where + ": " + what);
  }
  return texts;
}

void run(const StoreCase& seen, Outcome& outcome) {
  const std::vector<std::string> texts = malformed(seen);
  for (std::size_t i = 0; i < std::min(texts.size(), kMost); ++i)
    outcome
        .fail(
            "a certificate in {} cannot be read, {}: whoever needs it is refused, and some "
            "programs then load nothing of the file",
            called(seen.store), texts[i])
        .with("certificate", texts[i])
        .with("readers", reader_names(seen))
        .fixed_by(how_to_mend(seen.store));
  if (texts.size() <= kMost) return;
  std::vector<std::string> rest(texts.begin() + kMost, texts.end());
  const std::size_t more = rest.size();
  const std::string first = listed(rest);
  rest.resize(std::min(more, kMostInEvidence));
  outcome
      .fail("and {} more {} of {} cannot be read: {}", more,
            more == 1 ? "certificate" : "certificates", called(seen.store), first)
      .with("certificates", std::move(rest))
      .fixed_by(how_to_mend(seen.store));
}

std::string_view skip(const StoreCase& seen) {
  return not_read(seen);
}

}  // namespace

constinit const Check<StoreCase> certificate_malformed{
    .rule = {.id = "ca/certificate-malformed",
             .level = Level::warning,
             .title = "a certificate in the store cannot be read",
             .why = "What OpenSSL cannot parse is no root for anybody, and where the reader of a "
                    "file gives up at the first fault it costs the others in the file as well; "
                    "then a rule on what is loaded says so too.",
             .fix = "replace the file by a sound copy, or have the distribution make it anew:\n"
                    "  sudo update-ca-certificates --fresh",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
