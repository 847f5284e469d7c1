#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "lib/trust/hashed_directory.hpp"

// A directory whose names and contents somebody else chose: what a lookup reaches is there, has the
// hash of its name, and every name is judged once.
using namespace checkoutdiag;

namespace {

std::vector<x509::Certificate> certificates() {
  std::vector<x509::Certificate> all(4);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].sha256 = std::string(1, static_cast<char>('a' + i));
    all[i].subject_hash = static_cast<std::uint32_t>(i / 2);  // two share a name
    all[i].old_hash = static_cast<std::uint32_t>(0x10 + i);
  }
  return all;
}

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<x509::Certificate> all = certificates();
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::vector<trust::DirectoryFile> files;
  std::size_t names = 0;
  while (rest.size() >= 2) {
    trust::DirectoryFile file;
    const unsigned flags = static_cast<unsigned char>(rest[0]);
    const std::size_t length = static_cast<unsigned char>(rest[1]) % 16;
    rest.remove_prefix(2);
    const std::string_view text = rest.substr(0, length);
    rest.remove_prefix(text.size());
    // Half of the names are ones that a lookup asks for.
    file.name = flags & 1
                    ? std::string(text)
                    : trust::hash_name((flags >> 1) & 3, static_cast<std::uint32_t>(length % 4));
    if (flags & 8) file.real = "/d/" + file.name;
    file.pem = (flags & 16) != 0;
    if (flags & 32) file.error = "closed";
    for (std::size_t i = 0; i < all.size(); ++i)
      if ((flags >> (i + 4)) & 1) file.certificates.push_back(i);
    if (const auto parsed = trust::parse_hash_name(file.name)) {
      must(trust::hash_name(parsed->hash, parsed->number) == file.name);
      ++names;
    }
    files.push_back(std::move(file));
  }
  const trust::DirectoryLinks links = trust::examine_links(files, all);
  must(links.good >= 0 && static_cast<std::size_t>(links.good) <= names);
  must(links.faults.size() + static_cast<std::size_t>(links.good) <= files.size());
  for (const std::size_t index : links.reachable) {
    must(index < all.size());
    bool named = false;
    for (const trust::DirectoryFile& file : files)
      if (const auto parsed = trust::parse_hash_name(file.name))
        named = named || (parsed->hash == all[index].subject_hash && file.pem);
    must(named);
  }
  return 0;
}
