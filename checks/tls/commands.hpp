#pragma once
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "checks/shell.hpp"
#include "checks/tls/tls.hpp"

// The lines of a fix that are to be pasted, for the very target that was asked.
namespace checkoutdiag::tls {

using checkoutdiag::paste;

/// The name that the gateway was asked by: the one that was sent, or the target's own.
const std::string& asked_name(const TlsCase& seen);

/// An option of our own command; no value: a flag.
struct Option {
  std::string_view name, value;
};

/// The command that asked, with more options; an earlier value of the same option gives way.
std::string again(const TlsCase& seen, std::initializer_list<Option> options);

/// "checkoutdiag tls probe NAME --connect HOST:PORT": by its name, where no name was sent.
std::string ask_by_name(const TlsCase& seen);

/// "openssl s_client -connect HOST:PORT -servername NAME OPTIONS </dev/null".
std::string s_client(const TlsCase& seen, std::string_view options = {});

/// The same without a name.
std::string nameless_s_client(const TlsCase& seen);

/// "curl OPTIONS https://NAME/", by the way that the probe went.
std::string curl(const TlsCase& seen, std::string_view options);

/// The same for another case: a request by name that connects elsewhere.
std::string curl_by_way_of(const net::Endpoint& asked, const net::Endpoint& dial,
                           std::string_view options);

/// nginx's line for exactly these versions: "ssl_protocols TLSv1.2 TLSv1.3;".
std::string nginx_protocols(std::span<const Version> versions);

}  // namespace checkoutdiag::tls
