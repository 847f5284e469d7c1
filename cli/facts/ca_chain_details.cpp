#include <fmt/format.h>

#include <algorithm>

#include "cli/facts/ca_facts.hpp"
#include "cli/facts/ca_phrases.hpp"
#include "cli/output/layout.hpp"
#include "lib/text/escape.hpp"

// What people read of a chain: who accepts it, who refuses it, and in which words.
namespace checkoutdiag::facts {
namespace {

using namespace trust;

std::string called(const x509::Certificate& certificate) {
  if (!certificate.malformed.empty()) return "a certificate that cannot be read";
  return shown(certificate.common_name.empty() ? certificate.subject : certificate.common_name);
}

std::string days_words(Time not_after, Time now) {
  const auto days = std::chrono::floor<std::chrono::days>(not_after - now).count();
  if (days < 0) return "expired " + text::date(not_after);
  return fmt::format("until {} ({} days)", text::date(not_after), days);
}

std::string key_words(const x509::Certificate& certificate) {
  return certificate.key_group.empty()
             ? fmt::format("{} {}", certificate.key_algorithm, certificate.key_bits)
             : certificate.key_algorithm + " " + certificate.key_group;
}

std::string stores_words(const Row& row) {
  if (row.stores.empty()) return "no store";
  std::string words = shown(row.stores.front());
  if (row.stores.size() > 1) words += fmt::format(" and {} more", row.stores.size() - 1);
  return words;
}

// Rows of one kind of answer: what was said, below it by which stores, beside them by whom.
struct Said {
  std::string words;
  std::vector<Readers> by;
};

void add_rows(const Inventory& inventory, const JudgedChain& chain, Answer answer,
              const char* label, std::string (*words)(const Row&), std::vector<Detail>& out) {
  std::vector<Said> all;
  for (const Row& row : chain.rows) {
    if (row.verdict.answer != answer) continue;
    const std::string text = words(row);
    auto said =
        std::find_if(all.begin(), all.end(), [&](const Said& each) { return each.words == text; });
    if (said == all.end()) said = all.insert(all.end(), {text, {}});
    of_reason(said->by, stores_words(row))
        .add(row.client ? kind_of(inventory.clients[*row.client]) : shown(row.name));
  }
  for (const Said& said : all) {
    out.push_back({label, said.words});
    for (const Readers& each : said.by)
      out.push_back({label, "  " + each.words()});
  }
}

std::string accepted_words(const Row& row) {
  std::string words;
  for (std::size_t i = 1; i < row.path.size(); ++i)
    words += (words.empty() ? "by way of " : " <- ") + called(row.path[i]);
  if (words.empty()) words = "the certificate itself is trusted";
  return row.verdict.words.empty() ? words : words + ", " + text::printable(row.verdict.words);
}

std::string refused_words(const Row& row) {
  return text::printable(row.verdict.words);
}

std::string unknown_words(const Row& row) {
  return text::printable(row.verdict.unknown_because);
}

}  // namespace

std::vector<Detail> chain_details(const Inventory& inventory, const JudgedChain& chain, Time now) {
  std::vector<Detail> out;
  for (const x509::Certificate& each : chain.sent) {
    if (!each.malformed.empty())
      out.push_back({"sent", "cannot be read: " + shown(each.malformed)});
    else
      out.push_back({"sent", fmt::format("{}, {}, {}", shown(each.subject), key_words(each),
                                         days_words(each.not_after, now))});
  }
  add_rows(inventory, chain, Answer::accepted, "accepted", accepted_words, out);
  add_rows(inventory, chain, Answer::refused, "refused", refused_words, out);
  add_rows(inventory, chain, Answer::unknown, "not judged", unknown_words, out);
  return out;
}

}  // namespace checkoutdiag::facts
