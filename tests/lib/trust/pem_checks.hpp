#pragma once
#include <string>
#include <utility>
#include <vector>

#include "lib/trust/pem.hpp"

namespace checkoutdiag::trust {

const Load& load_for(const Contents& contents, Runtime runtime);

/// Which of the certificates OpenSSL can parse.
std::vector<bool> readable(const Contents& contents);

/// Count and missing say the same, and a sentence stands where something is lost.
void check_consistent(const Contents& contents);

/// X509_STORE_load_file itself, on a file: how many certificates, and whether it fails.
std::pair<int, bool> real_openssl(const std::string& file);

}  // namespace checkoutdiag::trust
