#include "lib/trust/knowledge.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "lib/data/embedded.hpp"
#include "lib/failure.hpp"
#include "lib/trust/knowledge_reader.hpp"

namespace checkoutdiag::trust {
namespace {

constexpr const char* kFiles[] = {"trust/distrust", "trust/changes", "trust/notices",
                                  "trust/interceptors"};

template <class Entries>
void append(Entries& to, Entries&& more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void append(Knowledge& to, Knowledge&& more) {
  append(to.distrust, std::move(more.distrust));
  append(to.changes, std::move(more.changes));
  append(to.notices, std::move(more.notices));
  append(to.interceptors, std::move(more.interceptors));
}

Knowledge built_in_file(const char* file) {
  auto text = data::find(file);
  if (!text)
    throw Failure(Failure::Kind::internal, fmt::format("the data file {} is missing", file));
  try {
    return read_knowledge(*text, "built in");
  } catch (const Failure& failure) {
    throw Failure(Failure::Kind::internal,
                  fmt::format("the data file {}: {}", file, failure.what()));
  }
}

// What `more` speaks of, it alone speaks of.
void make_way(Knowledge& to, const Knowledge& more) {
  std::set<std::string> certificates, keys, hosts;
  for (const Distrust& each : more.distrust)
    (each.sha256.empty() ? keys : certificates)
        .insert(each.sha256.empty() ? each.spki_sha256 : each.sha256);
  for (const Notice& each : more.notices)
    hosts.insert(each.host);
  std::erase_if(to.distrust, [&](const Distrust& old) {
    return certificates.contains(old.sha256) || keys.contains(old.spki_sha256);
  });
  std::erase_if(to.notices, [&](const Notice& old) { return hosts.contains(old.host); });
}

}  // namespace

Knowledge built_in_knowledge() {
  Knowledge all;
  for (const char* file : kFiles)
    append(all, built_in_file(file));
  return all;
}

void add_knowledge(Knowledge& to, std::string_view text, const std::string& name) {
  Knowledge more = read_knowledge(text, name);
  make_way(to, more);
  append(to, std::move(more));
}

}  // namespace checkoutdiag::trust
