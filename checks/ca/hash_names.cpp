#include "checks/ca/hash_names.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "checks/ca/words.hpp"

namespace checkoutdiag::ca {
namespace {

using trust::Client;
using trust::Entry;
using trust::Link;
using trust::LinkState;
using trust::Runtime;

constexpr std::size_t kHash = 8;  // hex digits of a name: 5ad8a5d6.0

std::string_view base(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// Go and GnuTLS read every file, whatever its name; Java reads none.
bool goes_by_hash(const Client& client) {
  return client.runtime == Runtime::openssl || client.runtime == Runtime::node ||
         client.runtime == Runtime::other;
}

std::string hash_of(const x509::Certificate& certificate) {
  return fmt::format("{:08x}", certificate.subject_hash);
}

// Names under which a file of the directory was read, and the certificates that good names lead to.
struct Directory {
  std::multimap<std::string_view, std::size_t> by_file;
  std::set<std::size_t> found;
};

Directory directory_of(const StoreCase& seen) {
  Directory directory;
  std::set<std::string_view> bad;
  for (const Link& link : seen.store.links)
    if (link.state != LinkState::duplicate && link.state != LinkState::several)
      bad.insert(link.name);
  for (const Entry& entry : seen.store.entries) {
    const x509::Certificate* certificate = certificate_of(seen.seen, entry);
    if (!certificate) continue;
    std::string_view name = base(entry.origin);
    directory.by_file.emplace(name, entry.certificate);
    bool hashed = name.size() > kHash + 1 && name[kHash] == '.' &&
                  name.substr(0, kHash) == hash_of(*certificate);
    if (hashed && !bad.contains(name)) directory.found.insert(entry.certificate);
  }
  return directory;
}

// The certificates behind a link; none when they are not known.
std::vector<std::size_t> behind(const Link& link, const Directory& directory) {
  std::vector<std::size_t> found;
  for (std::string_view name : {std::string_view(link.name), base(link.target)}) {
    if (name.empty()) continue;
    auto [first, last] = directory.by_file.equal_range(name);
    for (; first != last; ++first)
      found.push_back(first->second);
    if (!found.empty()) break;
  }
  return found;
}

// May a certificate be there that OpenSSL does not find by this name?
bool hides(LinkState state) {
  return state == LinkState::wrong_hash || state == LinkState::old_hash ||
         state == LinkState::gap || state == LinkState::no_link || state == LinkState::not_pem;
}

// A bundle that lies in the directory without a hash name is read as a file by whom it concerns
// (docker-alpine#30); a second name for the same certificate costs nothing.
bool is_harmless(const Link& link) {
  return link.state == LinkState::good || link.state == LinkState::duplicate ||
         (link.state == LinkState::several && link.name.empty()) ||
         (link.name.empty() && base(link.target) == "ca-certificates.crt");
}

// A reader by hash, and the certificates that it has from its other stores.
struct ByHash {
  std::string name;
  bool has_others = false;
  std::set<std::size_t> elsewhere;
};

std::vector<ByHash> readers_by_hash(const StoreCase& seen) {
  std::vector<ByHash> readers;
  for (const Client* client : readers_of(seen)) {
    if (!goes_by_hash(*client)) continue;
    ByHash& reader = readers.emplace_back();
    reader.name = called(*client);
    for (const trust::Use& use : client->uses) {
      if (use.store >= seen.seen.stores.size()) continue;
      const Store& other = seen.seen.stores[use.store];
      if (other.path == seen.store.path) continue;
      reader.has_others = true;
      for (const Entry& entry : other.entries)
        reader.elsewhere.insert(entry.certificate);
    }
  }
  return readers;
}

// A certificate that could not be read is taken as lost by those alone who have no other store.
bool loses(const ByHash& reader, const std::vector<std::size_t>& hidden, bool known) {
  if (!known) return !reader.has_others;
  return std::any_of(hidden.begin(), hidden.end(),
                     [&](std::size_t each) { return !reader.elsewhere.contains(each); });
}

// Of those behind a link, the ones that no good name leads to and that can sign: a server's own
// certificate beside them is not looked for by hash.
std::vector<std::size_t> unfound(const StoreCase& seen, const Directory& directory,
                                 std::vector<std::size_t> certificates) {
  std::erase_if(certificates, [&](std::size_t each) {
    return directory.found.contains(each) || !seen.seen.certificates[each].is_ca;
  });
  return certificates;
}

}  // namespace

HashNames judge_names(const StoreCase& seen) {
  HashNames names;
  const Directory directory = directory_of(seen);
  const std::vector<ByHash> readers = readers_by_hash(seen);
  for (const Link& link : seen.store.links) {
    if (is_harmless(link)) continue;
    if (!hides(link.state)) {
      names.untidy.push_back(&link);
      continue;
    }
    const std::vector<std::size_t> all = behind(link, directory);
    const std::vector<std::size_t> hidden = unfound(seen, directory, all);
    if (!all.empty() && hidden.empty()) continue;  // found by another name, or of no authority
    bool is_lost = false;
    for (const ByHash& reader : readers) {
      if (!loses(reader, hidden, !all.empty())) continue;
      is_lost = true;
      if (std::find(names.losers.begin(), names.losers.end(), reader.name) == names.losers.end())
        names.losers.push_back(reader.name);
    }
    (is_lost ? names.lost : names.spare).push_back(&link);
  }
  return names;
}

std::string link_text(const Link& link) {
  const std::string wanted = link.wanted.empty() ? "" : ", should be " + link.wanted;
  const std::string to = link.target.empty() ? "" : " -> " + link.target;
  const std::string what = link.name.empty() ? link.target : link.name + to;
  switch (link.state) {
    case LinkState::dangling:
      return what + ": its target is missing";
    case LinkState::wrong_hash:
      return what + ": another certificate's hash" + wanted;
    case LinkState::old_hash:
      return what + ": the hash of OpenSSL before 1.0.0" + wanted;
    case LinkState::gap:
      return what + ": a lower number is missing, where OpenSSL stops" + wanted;
    case LinkState::no_link:
      return what + ": no hash name leads to it" + wanted;
    case LinkState::not_pem:
      return what + ": not PEM, which OpenSSL does not load from a directory";
    case LinkState::several:
      return what + ": more than one certificate under one name";
    case LinkState::unreadable:
      return what + ": cannot be read";
    case LinkState::good:
    case LinkState::duplicate:
      break;
  }
  return what;
}

}  // namespace checkoutdiag::ca
