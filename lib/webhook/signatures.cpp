#include "lib/text/ascii.hpp"
#include "lib/webhook/claims.hpp"

// The grammars of signature headers.
namespace checkoutdiag::webhook {
namespace {

// More than any vendor keeps old keys; each may cost a public-key operation.
constexpr std::size_t kMostCandidates = 64;

bool among(const std::vector<std::string>& names, std::string_view name, bool any_case) {
  for (const std::string& each : names)
    if (any_case ? text::equal_ignoring_case(each, name) : each == name) return true;
  return false;
}

// Calls `take` with each entry of a list; without a separator the whole is one entry.
template <class Take>
void each_entry(std::string_view value, char separator, Take take) {
  if (separator == 0) return take(value);
  for (;;) {
    const std::size_t end = value.find(separator);
    take(value.substr(0, end));
    if (end == std::string_view::npos) return;
    value.remove_prefix(end + 1);
  }
}

struct Collector {
  const Scheme& scheme;
  std::vector<Candidate>& candidates;
  Claims& claims;
  std::string_view passed_over = {};  // an entry that is known and is no signature
  bool shaped = false;                // something had the grammar's shape
  bool timed = false;                 // there was a timestamp, blank or not

  void add(std::string_view text, std::string_view label) {
    shaped = true;
    if (candidates.size() < kMostCandidates)
      candidates.push_back({text, label});
    else
      claims.fail(Trouble::header_malformed, "more than 64 signatures");
  }

  void plain(std::string_view entry) {
    const SignatureRule& rule = scheme.signature;
    if (rule.separator) entry = text::trimmed(entry);
    if (entry.starts_with(rule.prefix))
      add(entry.substr(rule.prefix.size()), {});
    else if (!rule.prefix_required)
      add(entry, {});
  }

  void pair(std::string_view entry) {
    const SignatureRule& rule = scheme.signature;
    const std::size_t equals = entry.find('=');
    if (equals == std::string_view::npos) return;
    std::string_view key = entry.substr(0, equals), value = entry.substr(equals + 1);
    if (rule.trims) {
      key = text::trimmed(key);
      value = text::trimmed(value);
    }
    const std::string& time = scheme.timestamp.key;
    if (!time.empty() && (rule.trims ? text::equal_ignoring_case(key, time) : key == time))
      return timestamp(value);
    if (among(rule.take, key, rule.trims))
      return rule.key_id_before_colon ? with_key_id(value) : add(value, key);
    if (among(rule.ignored, key, rule.trims)) passed_over = key;
    shaped = true;
  }

  void timestamp(std::string_view value) {
    shaped = true;
    if (timed) claims.fail(Trouble::timestamp_repeated, scheme.timestamp.key);
    timed = true;
    claims.timestamp = value;
  }

  void with_key_id(std::string_view value) {
    const std::size_t colon = value.find(':');
    if (colon == std::string_view::npos) return;
    add(value.substr(colon + 1), value.substr(0, colon));
  }

  void version(std::string_view entry) {
    const std::size_t comma = entry.find(',');
    if (comma == std::string_view::npos) return;
    const std::string_view version = entry.substr(0, comma);
    shaped = true;
    if (among(scheme.signature.take, version, false))
      add(entry.substr(comma + 1), version);
    else
      passed_over = version;
  }

  // "key7/SHA256/6f1e…"
  void key_id(std::string_view entry) {
    entry = text::trimmed(entry);
    const std::size_t first = entry.find('/');
    if (first == std::string_view::npos) return;
    const std::size_t second = entry.find('/', first + 1);
    if (second == std::string_view::npos) return;
    shaped = true;
    if (text::equal_ignoring_case(entry.substr(first + 1, second - first - 1), "sha256"))
      add(entry.substr(second + 1), entry.substr(0, first));
    else
      passed_over = entry.substr(0, second);
  }

  void value(std::string_view value) {
    switch (scheme.signature.grammar) {
      case Grammar::plain:
        return each_entry(value, scheme.signature.separator, [&](auto each) { plain(each); });
      case Grammar::pairs:
        return each_entry(value, scheme.signature.separator, [&](auto each) { pair(each); });
      case Grammar::versions:
        return each_entry(value, ' ', [&](auto each) { version(each); });
      case Grammar::key_ids:
        return each_entry(value, ',', [&](auto each) { key_id(each); });
      case Grammar::special:
        return;
    }
  }
};

}  // namespace

void read_signatures(const Scheme& scheme, const std::vector<std::string_view>& values,
                     std::vector<Candidate>& candidates, Claims& claims) {
  Collector collector{scheme, candidates, claims};
  bool blank = true;
  for (std::string_view value : values) {
    if (text::trimmed(value).empty()) continue;
    blank = false;
    collector.value(value);
  }
  const std::string_view header =
      scheme.signature.headers.empty() ? std::string_view{} : scheme.signature.headers.front();
  if (blank)
    claims.fail(Trouble::header_blank, header);
  else if (!collector.shaped)
    claims.fail(Trouble::header_malformed, header);
  else if (candidates.empty())
    claims.fail(Trouble::no_signature,
                collector.passed_over.empty() ? header : collector.passed_over);
}

}  // namespace checkoutdiag::webhook
