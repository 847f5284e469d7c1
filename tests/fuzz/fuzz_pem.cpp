#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "lib/text/escape.hpp"
#include "lib/trust/pem.hpp"
#include "lib/x509/decode.hpp"

// Hostile PEM files: read without a crash or a hang, and what is told agrees with itself. Nothing
// of a private key comes out.
using namespace checkoutdiag;

namespace {

constexpr std::string_view kBegin = "-----BEGIN ", kKey = "PRIVATE KEY-----", kDashes = "-----";

void must(bool holds) {
  if (!holds) std::abort();
}

void check_load(const trust::Contents& contents, const trust::Load& load) {
  must(std::ranges::is_sorted(load.missing));
  must(load.missing.empty() || load.missing.back() < contents.certificates.size());
  must(std::ranges::adjacent_find(load.missing) == load.missing.end());
  if (!load.count) return must(!load.how.empty());
  must(load.missing.empty() || !load.how.empty());
  std::set<std::string_view> different;
  std::size_t there = 0;
  for (std::size_t i = 0; i < contents.certificates.size(); ++i) {
    if (std::ranges::binary_search(load.missing, i)) continue;
    ++there;
    different.insert(contents.certificates[i].der);
  }
  auto count = static_cast<std::size_t>(*load.count);
  if (load.how.find("in place of") != std::string::npos) return must(count > there);
  bool repeats = load.runtime == trust::Runtime::java || load.runtime == trust::Runtime::gnutls;
  must(count == (repeats ? there : different.size()));
}

void check(const trust::Contents& contents) {
  must(contents.format == trust::Format::pem);
  must(contents.certificates.size() <= trust::kMost && contents.flaws.size() <= 2000);
  must(contents.loads.size() == std::size(trust::kRuntimes));
  for (const trust::Load& load : contents.loads)
    check_load(contents, load);
  for (const trust::Found& one : contents.certificates)
    must(!one.der.empty() && one.der.size() <= trust::kLargestCertificate &&
         one.origin.starts_with("line "));
  for (const trust::Flaw& flaw : contents.flaws)
    must(!flaw.text.empty());
}

/// All that was told, in one text.
std::string told(const trust::Contents& contents) {
  std::string all = contents.problem + contents.format_note;
  for (const trust::Flaw& flaw : contents.flaws)
    all += flaw.text + '\n';
  for (const trust::Load& load : contents.loads)
    all += load.how + '\n';
  for (const trust::Found& one : contents.certificates)
    all += one.label + '\n' + one.origin + '\n';
  return all;
}

/// The text without what stands between a key block's two lines: all of it may be told.
std::string outside_keys(std::string_view text) {
  std::string all;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    all.append(line).append("\n");
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.find(kBegin) != std::string_view::npos && line.ends_with(kKey))
      text.remove_prefix(std::min(text.size(), text.find(kDashes)));
  }
  return all;
}

/// Sixteen characters of any key block's text would be a piece of the key.
void check_keys(std::string_view text, const trust::Contents& contents) {
  constexpr std::size_t kPiece = 16;
  const std::string all = told(contents);
  const std::string open = outside_keys(text);
  for (std::size_t at = 0; (at = text.find(kBegin, at)) != std::string_view::npos;) {
    at += kBegin.size();
    std::string_view line = text.substr(at, text.substr(at).find('\n'));
    if (!line.ends_with(kKey)) continue;
    std::string_view body = text.substr(at + line.size());
    body = body.substr(0, body.find(kDashes));
    for (std::size_t i = 0; i + kPiece <= body.size(); i += kPiece) {
      std::string_view piece = body.substr(i, kPiece);
      bool base64 = std::ranges::all_of(piece, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      });
      must(!base64 || all.find(piece) == std::string::npos ||
           open.find(piece) != std::string::npos);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  trust::looks_like_pem(text);
  trust::Contents contents = trust::read_pem(text);
  check(contents);
  check_keys(text, contents);
  std::vector<bool> readable;
  for (const trust::Found& one : contents.certificates)
    readable.push_back(x509::decode(one.der).certificate != nullptr);
  trust::refine_loads(contents, readable);
  check(contents);
  return 0;
}
