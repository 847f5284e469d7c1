#include <algorithm>

#include "checks/ca/hash_names.hpp"
#include "checks/ca/store_kind.hpp"
#include "checks/ca/words.hpp"
#include "checks/shell.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using trust::Link;
using trust::LinkState;

constexpr Reference kReferences[] = {
    {"openssl-rehash(1)", "https://docs.openssl.org/3.0/man1/openssl-rehash/"},
    {"OpenSSL: X509_LOOKUP_hash_dir, how a directory is searched",
     "https://docs.openssl.org/3.0/man3/X509_LOOKUP_hash_dir/"},
};

constexpr std::size_t kFewLinks = 3, kMostInEvidence = 100;

std::string anew(const Store& store) {
  if (keeping_of(store) == Keeping::debian)
    return "make the names anew:" + paste("sudo update-ca-certificates --fresh");
  return "make the names anew:" + paste(as_owner(store, "openssl rehash " + path_word(store)));
}

// `openssl rehash` passes DER over: that has to become PEM first.
std::string fix_for(const Store& store, const std::vector<const Link*>& links) {
  auto der = std::find_if(links.begin(), links.end(),
                          [](const Link* link) { return link->state == LinkState::not_pem; });
  if (der == links.end()) return anew(store);
  const std::string name = (*der)->name.empty() ? (*der)->target : (*der)->name;
  const std::string path = path_word(name.starts_with('/') ? name : store.path + "/" + name);
  return "write it as PEM beside the DER file:" +
         paste(
             as_owner(store, fmt::format("openssl x509 -inform DER -in {0} -out {0}.pem", path))) +
         "\nthen " + anew(store);
}

Finding& tell(const StoreCase& seen, const std::vector<const Link*>& links, Finding& finding) {
  std::vector<std::string> texts;
  for (const Link* link : links)
    if (texts.size() < kMostInEvidence) texts.push_back(link_text(*link));
  return finding.with("names", std::move(texts))
      .with("count", static_cast<std::int64_t>(links.size()))
      .with("good_names", static_cast<std::int64_t>(seen.store.good_links))
      .fixed_by(fix_for(seen.store, links));
}

std::string few(const std::vector<const Link*>& links) {
  std::vector<std::string> texts;
  for (const Link* link : links)
    texts.push_back(link_text(*link));
  return listed(texts, kFewLinks);
}

std::string_view skip(const StoreCase& seen) {
  if (seen.store.format != trust::Format::hashed_directory) return "it is no hashed directory";
  return not_read(seen);
}

void run(const StoreCase& seen, Outcome& outcome) {
  HashNames names = judge_names(seen);
  if (!names.lost.empty())
    tell(seen, names.lost,
         outcome
             .fail("{} holds certificates that {} cannot find there and has from nowhere else: {}",
                   called(seen.store), listed(names.losers), few(names.lost))
             .with("readers", names.losers));
  if (!names.spare.empty())
    tell(seen, names.spare,
         outcome
             .fail("{} holds certificates that OpenSSL cannot find by their hash; no program known "
                   "here depends on that: {}",
                   called(seen.store), few(names.spare))
             .at_level(Level::warning));
  if (!names.untidy.empty())
    tell(seen, names.untidy,
         outcome
             .fail("{} has names that lead to nothing OpenSSL can use: {}", called(seen.store),
                   few(names.untidy))
             .at_level(Level::warning));
}

}  // namespace

constinit const Check<StoreCase> hash_links{
    .rule = {.id = "ca/hash-links",
             .level = Level::error,
             .title = "a hashed directory's names do not lead to its certificates",
             .why =
                 "OpenSSL looks a certificate up by a name made of its subject's hash, and says "
                 "\"unable to get local issuer certificate\" when that name is missing, wrong, "
                 "or behind a gap in the numbers, though the file is there. Go reads every file "
                 "and does not mind, so that two programs disagree about one directory. A bundle "
                 "that lies among the names is harmless.",
             .fix = "make the names anew:\n"
                    "  sudo openssl rehash DIRECTORY",
             .references = kReferences},
    .skip = &skip,
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
