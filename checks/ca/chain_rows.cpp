#include "checks/ca/chain_rows.hpp"

#include <algorithm>
#include <set>

#include "checks/ca/chain_words.hpp"
#include "checks/shell.hpp"
#include "checks/words.hpp"

namespace checkoutdiag::ca::chains {
namespace {

std::string_view rules_of(trust::Runtime runtime) {
  switch (runtime) {
    case trust::Runtime::openssl:
      return "OpenSSL's";
    case trust::Runtime::node:
      return "Node.js's";
    case trust::Runtime::go:
      return "Go's";
    case trust::Runtime::java:
      return "Java's";
    case trust::Runtime::gnutls:
      return "GnuTLS's";
    case trust::Runtime::other:
      break;
  }
  return "unknown";
}

const x509::Certificate* issuer_among(const std::vector<x509::Certificate>& sent,
                                      const x509::Certificate& of) {
  auto found = std::find_if(sent.begin(), sent.end(), [&](const x509::Certificate& each) {
    return each.malformed.empty() && each.sha256 != of.sha256 && each.subject == of.issuer;
  });
  return found == sent.end() ? nullptr : &*found;
}

// What NODE_EXTRA_CA_CERTS names: it can name one file alone, so that a root goes into that one.
// When another variable names it as well, the store has the role that it has there.
const Store* extra_store(const Inventory& seen, const Row& row) {
  if (!row.client || *row.client >= seen.clients.size()) return nullptr;
  const trust::Client& client = seen.clients[*row.client];
  if (client.runtime != trust::Runtime::node) return nullptr;
  for (const trust::Use& use : client.uses)
    if (use.store < seen.stores.size() && (seen.stores[use.store].role == trust::Role::extra ||
                                           use.because.starts_with("NODE_EXTRA_CA_CERTS")))
      return &seen.stores[use.store];
  return nullptr;
}

const Store* own_store(const Inventory& seen, const Row& row) {
  if (row.client && *row.client < seen.clients.size())
    for (const trust::Use& use : seen.clients[*row.client].uses)
      if (use.always && use.store < seen.stores.size() &&
          seen.stores[use.store].role != trust::Role::extra)
        return &seen.stores[use.store];
  std::vector<const Store*> stores = stores_of(seen, row);
  return stores.empty() ? nullptr : stores.front();
}

void add_once(std::vector<const Store*>& stores, const Store* store) {
  if (store && std::find(stores.begin(), stores.end(), store) == stores.end())
    stores.push_back(store);
}

}  // namespace

std::string_view no_chain(const ChainCase& seen) {
  return !seen.problem.empty() || seen.sent.empty()
             ? "there is no chain to judge: see ca/chain-seen"
             : std::string_view();
}

Rows rows_that(const ChainCase& seen, trust::Answer answer) {
  Rows rows;
  for (const Row& row : seen.rows)
    if (row.verdict.answer == answer) rows.push_back(&row);
  return rows;
}

std::string label(const Row& row) {
  std::string name = brief(row.name, 60);
  if (!row.client) return fmt::format("{} (by {} rules)", name, rules_of(row.profile.runtime));
  std::vector<std::string> paths;
  for (const std::string& path : row.stores)
    paths.push_back(brief(path, 70));
  return paths.empty() ? name : name + " (" + listed(paths, 2) + ")";
}

std::vector<std::string> labels(const Rows& rows) {
  std::vector<std::string> names;
  for (const Row* row : rows)
    names.push_back(label(*row));
  return bounded(std::move(names));
}

std::string told(const Rows& rows) {
  std::vector<std::string> names;
  for (const Row* row : rows)
    names.push_back(label(*row));
  // Three that have a long path each are too much for one sentence.
  std::size_t most = names.size() > 3 && names[0].size() + names[1].size() > 120 ? 2 : 3;
  return listed(names, most);
}

std::vector<std::string> words_of(const Rows& rows) {
  std::vector<std::string> words;
  for (const Row* row : rows)
    if (!row->verdict.words.empty())
      words.push_back(brief(row->name, 60) + ": " + brief(row->verdict.words, 300));
  return bounded(std::move(words));
}

std::vector<const Store*> stores_of(const Inventory& seen, const Row& row) {
  std::vector<const Store*> stores;
  for (const std::string& path : row.stores)
    if (const Store* store = store_at(seen, path)) stores.push_back(store);
  return stores;
}

std::vector<const Store*> main_stores(const Inventory& seen, const Rows& rows) {
  std::vector<const Store*> stores;
  for (const Row* row : rows) {
    const Store* extra = extra_store(seen, *row);
    add_once(stores, extra ? extra : own_store(seen, *row));
  }
  // A web page is not mended by a root at its end: ca/setting-broken tells what it is.
  std::erase_if(stores, [](const Store* each) {
    return each && each->entries.empty() && !each->flaws.empty() &&
           each->flaws.front().kind == trust::FlawKind::not_a_store;
  });
  return stores;
}

std::vector<const Store*> own_stores(const Inventory& seen, const Rows& rows) {
  std::vector<const Store*> stores;
  for (const Row* row : rows)
    add_once(stores, own_store(seen, *row));
  return stores;
}

std::string for_each_store(const std::vector<const Store*>& stores, std::size_t most,
                           const std::function<std::string(const Store&)>& how) {
  std::vector<std::pair<std::string, std::vector<std::string>>> ways;  // and whose they are
  for (std::size_t i = 0; i < std::min(stores.size(), most); ++i) {
    std::string way = how(*stores[i]);
    auto known =
        std::find_if(ways.begin(), ways.end(), [&](const auto& each) { return each.first == way; });
    if (known == ways.end()) known = ways.insert(ways.end(), {std::move(way), {}});
    known->second.push_back(brief(stores[i]->path, 200));
  }
  std::string text;
  for (const auto& [way, paths] : ways)
    text += "\nfor " + listed(paths) + ": " + way;
  if (stores.size() > most)
    text +=
        fmt::format("\nand likewise for {} more: the evidence names them", stores.size() - most);
  return text;
}

bool was_sent(const ChainCase& seen, std::string_view sha256) {
  return std::any_of(seen.sent.begin(), seen.sent.end(),
                     [&](const x509::Certificate& each) { return each.sha256 == sha256; });
}

const x509::Certificate* anchor_of(const Row& row) {
  if (row.path.empty() || row.verdict.path.empty()) return nullptr;
  auto found = std::find_if(row.path.begin(), row.path.end(), [&](const x509::Certificate& each) {
    return each.sha256 == row.verdict.path.back();
  });
  return found == row.path.end() ? nullptr : &*found;
}

bool in_path(const Row& row, const x509::Certificate& certificate) {
  return std::find(row.verdict.path.begin(), row.verdict.path.end(), certificate.sha256) !=
         row.verdict.path.end();
}

std::vector<const x509::Certificate*> certificates_at_work(const ChainCase& seen) {
  std::vector<const x509::Certificate*> found;
  std::set<std::string_view> known;
  auto add = [&](const std::vector<x509::Certificate>& certificates) {
    for (const x509::Certificate& each : certificates)
      if (each.malformed.empty() && known.insert(each.sha256).second) found.push_back(&each);
  };
  add(seen.sent);
  for (const Row* row : rows_that(seen, trust::Answer::accepted))
    add(row->path);
  return found;
}

const x509::Certificate* top_of(const std::vector<x509::Certificate>& sent) {
  const x509::Certificate* top = &sent.front();
  // As many steps as certificates are enough, and end a loop of names.
  for (std::size_t step = 0; step < sent.size() && !top->self_signed; ++step) {
    const x509::Certificate* issuer = issuer_among(sent, *top);
    if (!issuer) break;
    top = issuer;
  }
  return top;
}

bool whole_for_somebody(const ChainCase& seen) {
  Rows accepting = rows_that(seen, trust::Answer::accepted);
  return std::any_of(accepting.begin(), accepting.end(), [&](const Row* row) {
    const x509::Certificate* anchor = anchor_of(*row);
    return anchor && anchor->self_signed &&
           std::all_of(row->verdict.path.begin(), row->verdict.path.end() - 1,
                       [&](const std::string& each) { return was_sent(seen, each); });
  });
}

bool is_gap(trust::Cause cause) {
  return cause == trust::Cause::issuer_missing || cause == trust::Cause::root_not_trusted;
}

std::string again(const ChainCase& seen, std::string_view options) {
  std::string command =
      seen.repeat.empty() ? "checkoutdiag ca chain " + shell_word(seen.target) : seen.repeat;
  return options.empty() ? command : command + " " + std::string(options);
}

}  // namespace checkoutdiag::ca::chains
