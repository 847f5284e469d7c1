#include "lib/trust/packages/wanted.hpp"

namespace checkoutdiag::trust {

Wanted::Wanted(const std::set<std::string>& reals) {
  std::vector<const std::string*> whose;
  for (const std::string& real : reals) {
    names_.push_back(real);
    whose.push_back(&real);
    for (std::string_view merged : {"/usr/lib/", "/usr/lib64/", "/usr/bin/", "/usr/sbin/"})
      if (real.starts_with(merged)) {
        names_.push_back(real.substr(4));
        whose.push_back(&real);
      }
  }
  for (std::size_t i = 0; i < names_.size(); ++i) {
    by_name_.emplace(names_[i], whose[i]);
    ends_.set(end_of(names_[i]));
  }
}

}  // namespace checkoutdiag::trust
