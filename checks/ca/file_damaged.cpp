#include <algorithm>

#include "checks/ca/loaded.hpp"
#include "checks/ca/remedies.hpp"
#include "checks/ca/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using trust::Flaw;
using trust::FlawKind;

constexpr Reference kReferences[] = {
    {"RFC 7468: textual encodings of PKIX structures", "https://www.rfc-editor.org/rfc/rfc7468"},
    {"OpenSSL: PEM_read_bio and kin", "https://docs.openssl.org/3.0/man3/PEM_read_bio_PrivateKey/"},
};

constexpr std::size_t kMostFlaws = 3, kMostInEvidence = 100;

// Words for a kind, where the reader gave none; empty: no damage, or told by another rule (keys,
// certificates that cannot be parsed, what is of a runtime's own format).
std::string_view words(FlawKind kind) {
  switch (kind) {
    case FlawKind::truncated_block:
      return "a block without its END";
    case FlawKind::bad_base64:
      return "a block that is not base64";
    case FlawKind::label_mismatch:
      return "a block whose BEGIN and END differ";
    case FlawKind::joined_lines:
      return "END and BEGIN on one line";
    case FlawKind::byte_order_mark:
      return "a UTF-8 byte order mark";
    case FlawKind::cr_only:
      return "lines that end in CR alone";
    case FlawKind::blank_in_block:
      return "empty lines within a block";
    case FlawKind::indented:
      return "indented blocks";
    case FlawKind::nul_bytes:
      return "NUL bytes";
    case FlawKind::utf16:
      return "text in UTF-16";
    case FlawKind::empty_block:
      return "an empty block";
    case FlawKind::x509_label:
      return "the old label X509 CERTIFICATE";
    case FlawKind::not_a_store:
      return "content that is no store";
    case FlawKind::trailing_bytes:
      return "bytes after the certificate";
    default:
      return {};
  }
}

std::string text_of(const Flaw& flaw) {
  std::string text = flaw.text.empty() ? std::string(words(flaw.kind)) : flaw.text;
  if (flaw.line == 0 || text.find("line ") != std::string::npos) return text;
  return fmt::format("line {}: {}", flaw.line, text);
}

std::vector<std::string> damage(const Store& store) {
  std::vector<std::string> texts;
  for (const Flaw& flaw : store.flaws)
    if (!words(flaw.kind).empty()) texts.push_back(text_of(flaw));
  return texts;
}

std::string elsewhere(const StoreCase& seen) {
  std::vector<std::string> texts;
  for (const Shortfall& each : shortfalls(seen))
    texts.push_back(shortfall_text(each));
  return texts.empty() ? std::string() : "; elsewhere, " + listed(texts, texts.size());
}

std::string_view skip(const StoreCase& seen) {
  std::string_view why = not_read(seen);
  if (!why.empty()) return why;
  if (seen.store.entries.empty()) return "the store holds no certificate: see ca/loads-fewer";
  using trust::Role;
  bool judged = seen.store.role != Role::source && seen.store.role != Role::local_addition &&
                seen.store.format != trust::Format::hashed_directory;
  if (judged && !costly_shortfalls(seen).empty())
    return "the damage costs a reader certificates: see ca/loads-fewer";
  return {};
}

void run(const StoreCase& seen, Outcome& outcome) {
  std::vector<std::string> texts = damage(seen.store);
  if (texts.empty()) return;
  std::string first = listed(texts, kMostFlaws), more = elsewhere(seen);
  texts.resize(std::min(texts.size(), kMostInEvidence));
  // Only of a directory is it told here: ca/loads-fewer judges files alone.
  const std::string cost =
      costly_shortfalls(seen).empty()
          ? fmt::format(", which costs {} nothing today",
                        reader_names(seen).empty() ? "no program known here" : readers_text(seen))
          : std::string();
  outcome.fail("{} is damaged{}: {}{}", called(seen.store), cost, first, more)
      .with("flaws", std::move(texts))
      .with("readers", reader_names(seen))
      .fixed_by(how_to_mend(seen.store));
}

}  // namespace

constinit const Check<StoreCase> file_damaged{
    .rule = {.id = "ca/file-damaged",
             .level = Level::warning,
             .title = "the store's file is damaged, and its readers cope",
             .why = "What one program skips another stops at: a byte order mark costs Go the first "
                    "certificate and Java all of them, a blank line within a block costs OpenSSL "
                    "the whole file. The next program that is pointed at it may be that one.",
             .fix = "replace the file by a sound copy, or have the distribution make it anew:\n"
                    "  sudo update-ca-certificates --fresh",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
