#pragma once
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "lib/trust/search.hpp"
#include "tests/lib/x509/scratch.hpp"

namespace checkoutdiag::test {

/// An unpacked image: a root of its own, in a scratch directory.
class Tree {
 public:
  Tree() { std::filesystem::create_directory(root()); }

  std::string root() const { return scratch_.path() + "/root"; }
  std::string beside() const { return scratch_.path(); }  // what the root must not lead to

  void put(const std::string& path, const std::string& content = "x") const {
    std::filesystem::create_directories(std::filesystem::path(root() + path).parent_path());
    std::ofstream(root() + path, std::ios::binary) << content;
  }
  void link(const std::string& path, const std::string& target) const {
    std::filesystem::create_directories(std::filesystem::path(root() + path).parent_path());
    std::filesystem::create_symlink(target, root() + path);
  }
  void directory(const std::string& path) const {
    std::filesystem::create_directories(root() + path);
  }

  trust::Plan search(const trust::Surroundings& around = {}, bool deep = false) const {
    trust::SearchOptions options;
    options.deep = deep;
    return trust::search(trust::Files(root()), around, options);
  }

 private:
  Scratch scratch_;
};

/// The first client whose name begins so; null when there is none.
inline const trust::Client* client(const trust::Plan& plan, const std::string& name) {
  auto found = std::find_if(plan.clients.begin(), plan.clients.end(),
                            [&](const auto& client) { return client.name.starts_with(name); });
  return found == plan.clients.end() ? nullptr : &*found;
}

/// "/a (why), /b (why, fallback)": what a client loads, in words that a test compares.
inline std::string uses(const trust::Plan& plan, const std::string& name) {
  const trust::Client* found = client(plan, name);
  if (found == nullptr) return "no such client";
  std::string text;
  for (const trust::Use& use : found->uses) {
    text += (text.empty() ? "" : ", ") + plan.places.at(use.store).path;
    if (!use.always) text += " (fallback)";
  }
  return text;
}

inline const trust::Place* place(const trust::Plan& plan, const std::string& path) {
  auto found = std::find_if(plan.places.begin(), plan.places.end(),
                            [&](const auto& place) { return place.path == path; });
  return found == plan.places.end() ? nullptr : &*found;
}

inline const trust::Setting* setting(const trust::Plan& plan, const std::string& name,
                                     std::size_t nth = 0) {
  for (const trust::Setting& said : plan.settings)
    if (said.name == name && nth-- == 0) return &said;
  return nullptr;
}

inline bool notes(const trust::Plan& plan, const std::string& name, const std::string& words) {
  const trust::Client* found = client(plan, name);
  return found != nullptr &&
         std::any_of(found->notes.begin(), found->notes.end(), [&](const std::string& note) {
           return note.find(words) != std::string::npos;
         });
}

}  // namespace checkoutdiag::test
