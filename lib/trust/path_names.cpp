#include "lib/trust/path_names.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"

namespace checkoutdiag::trust::paths {
namespace {

using x509::Handle;
using Directory = Handle<X509_NAME, X509_NAME_free>;

/// A name under `base` by whole labels; a base that begins with a dot asks for at least one more.
bool under(std::string_view name, std::string_view base) {
  const bool needs_label = base.starts_with('.');
  if (needs_label) base.remove_prefix(1);
  if (name == base) return !needs_label;
  return name.size() > base.size() && name.ends_with(base) &&
         name[name.size() - base.size() - 1] == '.';
}

std::string without_trailing_dots(std::string text) {
  while (text.ends_with('.'))
    text.pop_back();
  return text;
}

bool address_within(const std::string& address, const std::string& base) {
  if (base.size() != 2 * address.size()) return false;
  for (std::size_t i = 0; i < address.size(); ++i)
    if (((address[i] ^ base[i]) & base[address.size() + i]) != 0) return false;
  return true;
}

/// RFC 5280: a mailbox, a host, or with a leading dot everything below a domain.
bool email_within(const std::string& name, const std::string& base) {
  const std::size_t at = name.rfind('@');
  const std::string host = text::lower(at == std::string::npos ? name : name.substr(at + 1));
  if (base.find('@') != std::string::npos) {
    const std::size_t base_at = base.rfind('@');
    return at != std::string::npos && name.substr(0, at) == base.substr(0, base_at) &&
           host == text::lower(base.substr(base_at + 1));
  }
  const std::string wanted = text::lower(base);
  return wanted.starts_with('.') ? under(host, wanted) : host == wanted;
}

std::string host_of(const std::string& uri) {
  std::size_t from = uri.find("//");
  if (from == std::string::npos) return {};
  from += 2;
  std::string host = uri.substr(from, uri.find_first_of("/?#", from) - from);
  if (const std::size_t user = host.rfind('@'); user != std::string::npos) host.erase(0, user + 1);
  if (host.starts_with('[')) return {};
  return text::lower(host.substr(0, host.find(':')));
}

bool uri_within(const std::string& name, const std::string& base) {
  const std::string host = host_of(name), wanted = text::lower(base);
  return wanted.starts_with('.') ? under(host, wanted) : host == wanted;
}

Directory directory_of(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  return Directory(d2i_X509_NAME(nullptr, &at, static_cast<long>(der.size())));
}

/// The first attributes of `name` are those of `base`.
bool directory_within(const std::string& name, const std::string& base) {
  const Directory start = directory_of(name), wanted = directory_of(base);
  if (!start || !wanted) return false;
  const int size = X509_NAME_entry_count(wanted.get());
  while (X509_NAME_entry_count(start.get()) > size)
    X509_NAME_ENTRY_free(
        X509_NAME_delete_entry(start.get(), X509_NAME_entry_count(start.get()) - 1));
  return X509_NAME_cmp(start.get(), wanted.get()) == 0;
}

bool is_host(std::string_view name) {
  if (name.empty() || name.ends_with('.') || name.find("..") != std::string_view::npos ||
      name.starts_with('.'))
    return name.empty();
  return std::all_of(name.begin(), name.end(), [](char c) { return c > 32 && c < 127; });
}

std::string shown(const Name& name) {
  if (name.kind != Name::Kind::address) return name.text;
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = name.text.size() == 4 || name.text.size() == 8 ? AF_INET : AF_INET6;
  if (name.text.size() < (family == AF_INET ? 4U : 16U) ||
      !inet_ntop(family, name.text.data(), text.data(), text.size()))
    return text::hex(x509::as_bytes(name.text));
  return text.data();
}

std::string_view go_kind(Name::Kind kind) {
  switch (kind) {
    case Name::Kind::email:
      return "email address";
    case Name::Kind::uri:
      return "URI";
    case Name::Kind::address:
      return "IP address";
    default:
      return "DNS name";
  }
}

}  // namespace

bool within_for_go(const Name& name, const Name& base) {
  switch (name.kind) {
    case Name::Kind::dns:
      return base.text.empty() || under(text::lower(name.text), text::lower(base.text));
    case Name::Kind::email: {
      if (base.text.find('@') != std::string::npos) return email_within(name.text, base.text);
      const std::string host = name.text.substr(name.text.rfind('@') + 1);
      return base.text.empty() || under(text::lower(host), text::lower(base.text));
    }
    case Name::Kind::uri:
      return base.text.empty() || under(host_of(name.text), text::lower(base.text));
    case Name::Kind::address:
      return address_within(name.text, base.text);
    default:
      return false;
  }
}

bool within_for_java(const Name& name, const Name& base) {
  switch (name.kind) {
    case Name::Kind::dns:
      return name.text == base.text || under(text::lower(name.text), text::lower(base.text));
    case Name::Kind::email:
      return email_within(name.text, base.text);
    case Name::Kind::uri:
      return uri_within(name.text, base.text);
    case Name::Kind::address:
      return address_within(name.text, base.text);
    case Name::Kind::directory:
      return directory_within(name.text, base.text);
    default:
      return false;
  }
}

bool within_for_gnutls(const Name& name, const Name& base) {
  switch (name.kind) {
    case Name::Kind::dns:
      return base.text.empty() || under(without_trailing_dots(text::lower(name.text)),
                                        without_trailing_dots(text::lower(base.text)));
    case Name::Kind::email:
      return base.text.empty() || email_within(name.text, base.text);
    case Name::Kind::address:
      return address_within(name.text, base.text);
    default:
      return true;  // not understood: an exclusion of its kind refuses every name of that kind
  }
}

bool allows(const Constraints& constraints, const Name& name, Within within) {
  auto same_kind = [&](const Name& base) { return base.kind == name.kind; };
  auto covers = [&](const Name& base) { return same_kind(base) && within(name, base); };
  const auto& [permitted, excluded] = constraints;
  if (std::any_of(excluded.begin(), excluded.end(), covers)) return false;
  return std::none_of(permitted.begin(), permitted.end(), same_kind) ||
         std::any_of(permitted.begin(), permitted.end(), covers);
}

std::string go_objection(const Constraints& constraints, const Name& name) {
  if (name.kind == Name::Kind::dns && !is_host(name.text))
    return fmt::format("x509: cannot parse dnsName \"{}\"", name.text);
  constexpr std::string_view kNot =
      "x509: a root or intermediate certificate is not authorized to sign for this name: ";
  for (const Name& base : constraints.excluded)
    if (base.kind == name.kind && within_for_go(name, base))
      return fmt::format("{}{} \"{}\" is excluded by constraint \"{}\"", kNot, go_kind(name.kind),
                         shown(name), shown(base));
  if (allows(constraints, name, within_for_go)) return {};
  return fmt::format("{}{} \"{}\" is not permitted by any constraint", kNot, go_kind(name.kind),
                     shown(name));
}

}  // namespace checkoutdiag::trust::paths
