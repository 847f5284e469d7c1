#include "tests/lib/trust/pem_checks.hpp"

#include <doctest/doctest.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <set>

#include "lib/x509/decode.hpp"

namespace checkoutdiag::trust {

const Load& load_for(const Contents& contents, Runtime runtime) {
  return *std::ranges::find(contents.loads, runtime, &Load::runtime);
}

std::vector<bool> readable(const Contents& contents) {
  std::vector<bool> all;
  for (const Found& one : contents.certificates)
    all.push_back(x509::decode(one.der).certificate != nullptr);
  return all;
}

void check_consistent(const Contents& contents) {
  for (const Load& load : contents.loads) {
    REQUIRE(load.count);
    CHECK(std::ranges::is_sorted(load.missing));
    std::set<std::string> different;
    std::size_t there = 0;
    for (std::size_t i = 0; i < contents.certificates.size(); ++i) {
      if (std::ranges::binary_search(load.missing, i)) continue;
      ++there;
      different.insert(contents.certificates[i].der);
    }
    auto count = static_cast<std::size_t>(*load.count);
    bool once = load.runtime != Runtime::java && load.runtime != Runtime::gnutls;
    // GnuTLS takes a later block in place of one that it cannot read: more than there are.
    bool replaced = load.how.find("in place of") != std::string::npos;
    CHECK((replaced ? count > there : count == (once ? different.size() : there)));
    CHECK((load.missing.empty() || !load.how.empty()));
  }
}

std::pair<int, bool> real_openssl(const std::string& file) {
  x509::QuietErrors quiet;
  x509::Handle<X509_STORE, X509_STORE_free> store(X509_STORE_new());
  bool good = X509_STORE_load_file(store.get(), file.c_str()) == 1;
  int count = 0;
  STACK_OF(X509_OBJECT)* objects = X509_STORE_get0_objects(store.get());
  for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i)
    count += X509_OBJECT_get_type(sk_X509_OBJECT_value(objects, i)) == X509_LU_X509 ? 1 : 0;
  return {count, !good};
}

}  // namespace checkoutdiag::trust
