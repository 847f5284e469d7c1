#include "lib/trust/hashed_directory.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace checkoutdiag::trust {
namespace {

using Certificates = std::vector<x509::Certificate>;

// The names of one hash by their number.
using Numbered = std::map<std::uint32_t, const DirectoryFile*>;

constexpr std::size_t kHashDigits = 8;

bool has_hash(const DirectoryFile& file, std::uint32_t hash, const Certificates& all) {
  return std::any_of(file.certificates.begin(), file.certificates.end(),
                     [&](std::size_t i) { return all[i].subject_hash == hash; });
}

bool has_old_hash(const DirectoryFile& file, std::uint32_t hash, const Certificates& all) {
  return std::any_of(file.certificates.begin(), file.certificates.end(),
                     [&](std::size_t i) { return all[i].old_hash == hash; });
}

std::string wanted_name(const DirectoryFile& file, const Certificates& all) {
  return file.certificates.empty() ? "" : hash_name(all[file.certificates.front()].subject_hash, 0);
}

// What is wrong with one name, whatever its neighbours are.
LinkState state_of(const DirectoryFile& file, std::uint32_t hash, const Certificates& all) {
  if (file.real.empty()) return LinkState::dangling;
  if (!file.error.empty()) return LinkState::unreadable;
  if (file.certificates.empty() || !file.pem) return LinkState::not_pem;
  if (has_hash(file, hash, all))
    return file.certificates.size() > 1 ? LinkState::several : LinkState::good;
  return has_old_hash(file, hash, all) ? LinkState::old_hash : LinkState::wrong_hash;
}

// Walks the directory by hash, as a lookup does.
class Examination {
 public:
  Examination(const std::vector<DirectoryFile>& files, const Certificates& all)
      : files_(files), all_(all) {}

  DirectoryLinks run() {
    for (const DirectoryFile& file : files_)
      if (const auto parsed = parse_hash_name(file.name))
        hashes_[parsed->hash][parsed->number] = &file;
    for (const auto& [hash, names] : hashes_)
      examine(hash, names);
    find_unlinked();
    result_.reachable.assign(reachable_.begin(), reachable_.end());
    return std::move(result_);
  }

 private:
  void examine(std::uint32_t hash, const Numbered& names) {
    std::uint32_t next = 0;
    std::set<std::size_t> of_this_hash;
    for (const auto& [number, file] : names) {
      LinkState state = state_of(*file, hash, all_);
      const bool seen = number == next;  // a lookup gets this far
      if (!seen && (state == LinkState::good || state == LinkState::several))
        state = LinkState::gap;
      // A lookup goes on past a file of other certificates, but not past one that is missing or
      // from which nothing is read.
      if (seen && state != LinkState::dangling && state != LinkState::unreadable &&
          state != LinkState::not_pem && !file->stops)
        ++next;
      bool news = false;
      if (seen && (state == LinkState::good || state == LinkState::several))
        for (const std::size_t i : file->certificates)
          if (all_[i].subject_hash == hash) news |= of_this_hash.insert(i).second;
      if (state == LinkState::good && !news) state = LinkState::duplicate;
      note(*file, state, hash, next);
    }
    reachable_.insert(of_this_hash.begin(), of_this_hash.end());
  }

  void note(const DirectoryFile& file, LinkState state, std::uint32_t hash, std::uint32_t next) {
    if (state == LinkState::good) {
      ++result_.good;
      return;
    }
    std::string wanted = wanted_name(file, all_);
    if (state == LinkState::gap) wanted = hash_name(hash, next);
    if (state == LinkState::several || state == LinkState::duplicate) wanted.clear();
    result_.faults.push_back({file.name, file.real, state, std::move(wanted)});
  }

  // Files whose certificates no name leads to. A bundle of many beside the links is no fault: it is
  // read by its own name.
  void find_unlinked() {
    for (const DirectoryFile& file : files_) {
      if (parse_hash_name(file.name) || file.certificates.size() != 1) continue;
      const std::size_t i = file.certificates.front();
      if (reachable_.count(i)) continue;
      const LinkState state = file.pem ? LinkState::no_link : LinkState::not_pem;
      result_.faults.push_back({"", file.name, state, hash_name(all_[i].subject_hash, 0)});
    }
  }

  const std::vector<DirectoryFile>& files_;
  const Certificates& all_;
  std::map<std::uint32_t, Numbered> hashes_;
  std::set<std::size_t> reachable_;
  DirectoryLinks result_;
};

}  // namespace

std::optional<HashName> parse_hash_name(std::string_view name) {
  constexpr std::string_view kHex = "0123456789abcdef";
  if (name.size() < kHashDigits + 2 || name[kHashDigits] != '.' ||
      name.find_first_not_of(kHex) != kHashDigits)
    return std::nullopt;
  HashName result;
  const char* const begin = name.data();
  const char* const end = begin + name.size();
  std::from_chars(begin, begin + kHashDigits, result.hash, 16);
  const auto [stopped, error] = std::from_chars(begin + kHashDigits + 1, end, result.number);
  if (error != std::errc{} || stopped != end || result.number > 0x7fffffff) return std::nullopt;
  // "01" is not a number that OpenSSL would print.
  if (name.size() > kHashDigits + 2 && name[kHashDigits + 1] == '0') return std::nullopt;
  return result;
}

std::string hash_name(std::uint32_t hash, std::uint32_t number) {
  return fmt::format("{:08x}.{}", hash, number);
}

DirectoryLinks examine_links(const std::vector<DirectoryFile>& files,
                             const Certificates& certificates) {
  return Examination(files, certificates).run();
}

}  // namespace checkoutdiag::trust
