#include <algorithm>

#include "checks/ca/chain_rows.hpp"
#include "checks/ca/chain_words.hpp"
#include "checks/ca/remedies.hpp"
#include "checks/shell.hpp"
#include "checks/words.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using namespace chains;

constexpr std::size_t kMostStores = 3;  // whose repair is spelled out

constexpr Reference kReferences[] = {
    {"Stripe: TLS certificates", "https://docs.stripe.com/tls-certificates"},
    {"stripe-php#1976: certificates move to DigiCert G5",
     "https://github.com/stripe/stripe-php/pull/1976"},
    {"Mozilla: root CA lifecycles", "https://wiki.mozilla.org/CA/Root_CA_Lifecycles"},
};

// "*.adyen.com" stands for every name below it, not for itself.
bool matches(std::string_view pattern, std::string_view host) {
  if (pattern.starts_with("*.")) {
    pattern.remove_prefix(1);
    return host.size() > pattern.size() &&
           text::equal_ignoring_case(pattern, host.substr(host.size() - pattern.size()));
  }
  return !pattern.empty() && text::equal_ignoring_case(pattern, host);
}

// A chain from a file has no host: its leaf says for whom it is.
bool is_about(const trust::Notice& notice, const ChainCase& seen) {
  if (!seen.host.empty()) {
    std::string_view host = seen.host;
    if (host.ends_with('.')) host.remove_suffix(1);
    return matches(notice.host, host);
  }
  const std::vector<std::string>& names = seen.sent.front().dns_names;
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return text::equal_ignoring_case(name, notice.host) || matches(notice.host, name);
  });
}

const x509::Certificate* known_root(const Inventory& seen, std::string_view sha256) {
  for (const x509::Certificate& each : seen.certificates)
    if (text::equal_ignoring_case(each.sha256, sha256)) return &each;
  return nullptr;
}

// The root itself, or another certificate of its name and key, which serves as well.
bool holds_root(const ChainCase& seen, const std::vector<const Store*>& stores,
                std::string_view sha256) {
  const x509::Certificate* root = known_root(seen.seen, sha256);
  for (const Store* store : stores)
    for (std::size_t index : certificates_of(seen.seen, *store)) {
      const x509::Certificate& each = seen.seen.certificates[index];
      if (text::equal_ignoring_case(each.sha256, sha256)) return true;
      if (root && !root->spki_sha256.empty() && each.subject == root->subject &&
          each.spki_sha256 == root->spki_sha256 && each.not_after >= seen.at)
        return true;
    }
  return false;
}

// Roots that the same rows' stores do not have.
struct Lack {
  std::vector<std::string> roots;  // escaped
  Rows rows;
};

// Rows whose stores could be looked into.
Rows looked_into(const ChainCase& seen) {
  Rows rows;
  for (const Row& row : seen.rows)
    if (!stores_of(seen.seen, row).empty()) rows.push_back(&row);
  return rows;
}

std::vector<Lack> lacks(const ChainCase& seen, const trust::Notice& notice) {
  std::vector<Lack> all;
  for (const auto& [sha256, name] : notice.roots) {
    if (sha256.empty()) continue;
    Rows rows;
    for (const Row* row : looked_into(seen))
      if (!holds_root(seen, stores_of(seen.seen, *row), sha256)) rows.push_back(row);
    if (rows.empty()) continue;
    auto same =
        std::find_if(all.begin(), all.end(), [&](const Lack& each) { return each.rows == rows; });
    if (same == all.end()) same = all.insert(all.end(), Lack{{}, std::move(rows)});
    same->roots.push_back(brief(name.empty() ? sha256 : name, 70));
  }
  return all;
}

// What is really served outweighs what was announced.
std::string served(const ChainCase& seen, const trust::Notice& notice) {
  for (const Row* row : rows_that(seen, trust::Answer::accepted)) {
    const x509::Certificate* anchor = anchor_of(*row);
    if (!anchor) continue;
    bool announced = std::any_of(notice.roots.begin(), notice.roots.end(), [&](const auto& each) {
      return text::equal_ignoring_case(each.first, anchor->sha256);
    });
    return "today's chain ends at " + plain_name(*anchor) +
           (announced || notice.roots.empty() ? "" : ", which is not among them");
  }
  return "today's chain is accepted by nobody here";
}

std::string roots_text(const trust::Notice& notice) {
  std::vector<std::string> names;
  for (const auto& [sha256, name] : notice.roots)
    names.push_back(brief(name.empty() ? sha256 : name, 70));
  return names.empty() ? "no root by name" : listed(names);
}

std::string repair(const ChainCase& seen, const trust::Notice& notice,
                   const std::vector<Lack>& all) {
  std::string read = "read the announcement first, which may have changed since: " +
                     brief(notice.from.source, 200);
  Rows rows;
  for (const Lack& lack : all)
    rows.insert(rows.end(), lack.rows.begin(), lack.rows.end());
  std::vector<const Store*> stores = main_stores(seen.seen, rows);
  std::string text = for_each_store(stores, kMostStores, &how_to_update);
  if (!stores.empty())
    text += "\nor, where no update has it, with the root from that page as its-root.pem," +
            for_each_store({stores.front()}, 1,
                           [](const Store& each) { return how_to_add(each, "its-root.pem"); });
  return read + text + "\nthen ask again:" + paste(again(seen));
}

// What the announcement means here.
std::string consequence(const ChainCase& seen, const trust::Notice& notice,
                        const std::vector<Lack>& all) {
  if (!all.empty()) {
    const Lack& first = all.front();
    std::string more = all.size() == 1 ? "" : ", and others lack others";
    return fmt::format("{} {} {}{}", told(first.rows), first.rows.size() == 1 ? "lacks" : "lack",
                       listed(first.roots), more);
  }
  bool by_fingerprint = std::any_of(notice.roots.begin(), notice.roots.end(),
                                    [](const auto& each) { return !each.first.empty(); });
  if (!by_fingerprint) return brief(notice.note, 200);
  return looked_into(seen).empty() ? "whether the stores here have them could not be seen"
                                   : "every store here has them";
}

void tell(const ChainCase& seen, const trust::Notice& notice, Outcome& outcome) {
  std::vector<Lack> all = lacks(seen, notice);
  std::string age = age_text(notice.from, seen.at);
  std::string meaning = consequence(seen, notice, all);
  Finding& finding = outcome.fail("{} announced {} ({}){}; {}",
                                  brief(notice.gateway.empty() ? notice.host : notice.gateway, 60),
                                  roots_text(notice), age, meaning.empty() ? "" : ": " + meaning,
                                  served(seen, notice));
  if (!all.empty()) finding.at_level(Level::warning);
  std::vector<std::string> lacking;
  for (const Lack& lack : all)
    for (const Row* row : lack.rows)
      lacking.push_back(label(*row) + ": " + listed(lack.roots, 10));
  finding.with("host", notice.host)
      .with("lacking", bounded(std::move(lacking)))
      .with("note", notice.note)
      .with("as_of", age)
      .with("source", notice.from.source)
      .with("known_by", notice.from.file)
      .fixed_by(repair(seen, notice, all));
}

void run(const ChainCase& seen, Outcome& outcome) {
  for (const trust::Notice& notice : seen.known.notices)
    if (is_about(notice, seen)) tell(seen, notice, outcome);
}

}  // namespace

constinit const Check<ChainCase> gateway_notice{
    .rule = {.id = "ca/gateway-notice",
             .level = Level::note,
             .title = "the gateway announced roots that its certificates move to",
             .why = "A gateway changes its root with a week's notice or none, and a store that "
                    "lacks the new one fails on that day. Announcements age and get moved: what is "
                    "known of them is dated, and the chain that was seen decides.",
             .fix =
                 "read the gateway's announcement, and update every store that lacks the root, on "
                 "Debian:\n"
                 "  sudo apt-get install --only-upgrade ca-certificates\n"
                 "then ask again:\n"
                 "  checkoutdiag ca chain TARGET",
             .references = kReferences},
    .skip = &no_chain,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
