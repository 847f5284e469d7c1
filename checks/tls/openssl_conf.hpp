#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "checks/tls/tls.hpp"

// Changes to openssl.cnf, from the words of LocalRepair ("MinProtocol=TLSv1 + SECLEVEL=0") to lines
// that can be pasted.
namespace checkoutdiag::tls {

/// The words of a change, one by one.
std::vector<std::string> change_words(std::string_view change);

/// "MinProtocol = TLSv1", "CipherString = DEFAULT:@SECLEVEL=0".
std::vector<std::string> openssl_conf_lines(std::string_view change);

/// Text of a fix: the lines to change in the file in force, and a way to try them for one command
/// first, with a file beside it that leaves that one alone.
std::string change_openssl_conf(const TlsCase& seen, std::string_view change,
                                std::string_view command);

/// The configuration file in force, or words for one that is not known.
std::string config_file(const TlsCase& seen);

}  // namespace checkoutdiag::tls
