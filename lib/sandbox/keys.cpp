#include "lib/sandbox/keys.hpp"

#include <utility>

namespace checkoutdiag::sandbox {

KeyEntry* Keys::find(std::string_view key, std::int64_t now) {
  // A key whose work is not finished is alive, however long that takes.
  const auto over = [&](const KeyEntry& entry) {
    return retention_ && entry.ticket == 0 && now - entry.created >= retention_->count();
  };
  while (!entries_.empty() && over(entries_.front()))
    erase(entries_.begin());
  const auto it = index_.find(key);
  if (it == index_.end()) return nullptr;
  if (!over(*it->second)) return &*it->second;
  erase(it->second);
  return nullptr;
}

KeyEntry& Keys::add(KeyEntry entry) {
  forget(entry.key);
  // What is being worked on stays; then there are as many more as requests at the same time.
  for (auto it = entries_.begin(); entries_.size() >= most_ && it != entries_.end();) {
    const auto oldest = it++;
    if (oldest->ticket == 0) erase(oldest);
  }
  entries_.push_back(std::move(entry));
  index_[entries_.back().key] = std::prev(entries_.end());
  return entries_.back();
}

void Keys::forget(std::string_view key) {
  if (const auto it = index_.find(key); it != index_.end()) erase(it->second);
}

void Keys::erase(Entries::iterator entry) {
  index_.erase(entry->key);
  forgotten_.push_back(std::move(entry->key));
  entries_.erase(entry);
}

void Keys::clear() {
  index_.clear();
  entries_.clear();
  forgotten_.clear();
}

std::vector<std::string> Keys::forgotten() {
  return std::exchange(forgotten_, {});
}

}  // namespace checkoutdiag::sandbox
