#include "lib/tls/client_hello.hpp"

#include <algorithm>

#include "lib/tls/cursor.hpp"

namespace checkoutdiag::tls {
namespace {

using namespace extension_type;

constexpr std::size_t kMostRecord = 16384;  // RFC 8446 5.1: in the clear
constexpr std::size_t kRecordHeader = 5;
constexpr unsigned kClientHello = 1, kHandshakeRecord = 22;

std::string put(std::size_t value, std::size_t bytes) {
  std::string out;
  while (bytes-- > 0)
    out += static_cast<char>(value >> 8 * bytes & 0xff);
  return out;
}

std::string vector_of(std::string_view body, std::size_t length_bytes) {
  return put(body.size(), length_bytes).append(body);
}

bool read_extensions(Cursor& in, ClientHello& hello) {
  Cursor list(in.vector(2));
  while (in.ok() && list.ok() && list.left() > 0) {
    const std::uint16_t type = list.number16();
    const std::string_view data = list.vector(2);
    if (list.ok()) hello.extensions.push_back({type, std::string(data)});
  }
  return in.ok() && list.ok();
}

// A list of two-byte numbers behind a length, which has to fill the extension.
struct Numbers {
  std::vector<std::uint16_t> values;
  bool readable = true;
};

Numbers numbers(const ClientHello& hello, std::uint16_t type, std::size_t length_bytes) {
  Numbers out;
  const HelloExtension* extension = find_extension(hello, type);
  if (!extension) return out;
  Cursor in(extension->data);
  const std::string_view body = in.vector(length_bytes);
  Cursor list(body);
  out.readable = in.ok() && in.left() == 0 && body.size() % 2 == 0;
  while (out.readable && list.left() > 0)
    if (const std::uint16_t value = list.number16(); !is_grease(value)) out.values.push_back(value);
  return out;
}

struct KeyShares {
  std::vector<std::uint16_t> groups;
  bool readable = true;
};

KeyShares key_shares(const ClientHello& hello) {
  KeyShares out;
  const HelloExtension* extension = find_extension(hello, kKeyShare);
  if (!extension) return out;
  Cursor in(extension->data);
  Cursor list(in.vector(2));
  while (in.ok() && list.ok() && list.left() > 0) {
    const std::uint16_t group = list.number16();
    list.vector(2);
    if (list.ok() && !is_grease(group)) out.groups.push_back(group);
  }
  out.readable = in.ok() && list.ok() && in.left() == 0;
  return out;
}

struct Protocols {
  std::vector<std::string> names;
  bool readable = true;
};

Protocols protocols(const ClientHello& hello) {
  Protocols out;
  const HelloExtension* extension = find_extension(hello, kAlpn);
  if (!extension) return out;
  Cursor in(extension->data);
  Cursor list(in.vector(2));
  while (in.ok() && list.ok() && list.left() > 0)
    if (const std::string_view name = list.vector(1); list.ok()) out.names.emplace_back(name);
  out.readable = in.ok() && list.ok() && in.left() == 0;
  return out;
}

struct Name {
  std::string text;
  bool readable = true;
};

Name name_of(const ClientHello& hello) {
  constexpr unsigned kHostName = 0;
  Name out;
  const HelloExtension* extension = find_extension(hello, kServerName);
  if (!extension) return out;
  Cursor in(extension->data);
  Cursor list(in.vector(2));
  while (in.ok() && list.ok() && list.left() > 0) {
    const unsigned type = list.number(1);
    const std::string_view text = list.vector(2);
    if (list.ok() && type == kHostName && out.text.empty()) out.text = text;
  }
  out.readable = in.ok() && list.ok() && in.left() == 0 && !out.text.empty();
  return out;
}

// The name that supported_versions has for it, SSLv3 to TLS 1.3; drafts and GREASE are none.
bool is_version(std::uint16_t number) {
  return std::any_of(std::begin(kVersions), std::end(kVersions), [number](Version each) {
    return static_cast<std::uint16_t>(each) == number && each != Version::ssl2;
  });
}

}  // namespace

std::optional<ClientHello> parse_client_hello(std::string_view message, std::string& problem) {
  Cursor outer(message);
  if (outer.number(1) != kClientHello) {
    problem = "its first handshake message is no ClientHello";
    return {};
  }
  Cursor in(outer.vector(3));
  ClientHello hello;
  hello.legacy_version = in.number16();
  hello.random = in.take(32);
  hello.session_id = in.vector(1);
  const std::string_view suites = in.vector(2);
  hello.compressions = in.vector(1);
  Cursor list(suites);
  if (suites.size() % 2 == 0)
    while (list.left() > 0)
      hello.suites.push_back(list.number16());
  hello.has_extensions = in.ok() && in.left() > 0;
  const bool read = !hello.has_extensions || read_extensions(in, hello);
  if (read && in.ok() && in.left() == 0 && outer.ok() && outer.left() == 0 &&
      suites.size() % 2 == 0 && hello.legacy_version >> 8 == 3)
    return hello;
  problem = "its ClientHello cannot be read: a length in it is wrong, or it ends too early";
  return {};
}

std::string encode(const ClientHello& hello) {
  std::string suites, body = put(hello.legacy_version, 2) + hello.random;
  for (const std::uint16_t id : hello.suites)
    suites += put(id, 2);
  body += vector_of(hello.session_id, 1) + vector_of(suites, 2) + vector_of(hello.compressions, 1);
  if (hello.has_extensions) {
    std::string list;
    for (const HelloExtension& each : hello.extensions)
      list += put(each.type, 2) + vector_of(each.data, 2);
    body += vector_of(list, 2);
  }
  return put(kClientHello, 1) + vector_of(body, 3);
}

std::string records_of(std::string_view message, std::uint16_t record_version) {
  std::string out;
  while (!message.empty()) {
    const std::string_view piece = message.substr(0, kMostRecord);
    out += put(kHandshakeRecord, 1) + put(record_version, 2) + vector_of(piece, 2);
    message.remove_prefix(piece.size());
  }
  return out;
}

std::size_t wire_size(const ClientHello& hello) {
  const std::size_t size = encode(hello).size();
  return size + kRecordHeader * ((size + kMostRecord - 1) / kMostRecord);
}

const HelloExtension* find_extension(const ClientHello& hello, std::uint16_t type) {
  const auto found = std::find_if(hello.extensions.begin(), hello.extensions.end(),
                                  [type](const HelloExtension& each) { return each.type == type; });
  return found == hello.extensions.end() ? nullptr : &*found;
}

std::vector<std::uint16_t> offered_suites(const ClientHello& hello) {
  std::vector<std::uint16_t> out;
  for (const std::uint16_t id : hello.suites)
    if (!is_grease(id) && !is_signal(id)) out.push_back(id);
  return out;
}

std::vector<std::uint16_t> offered_groups(const ClientHello& hello) {
  return numbers(hello, kSupportedGroups, 2).values;
}

std::vector<std::uint16_t> offered_schemes(const ClientHello& hello) {
  return numbers(hello, kSignatureAlgorithms, 2).values;
}

std::vector<std::uint16_t> key_share_groups(const ClientHello& hello) {
  return key_shares(hello).groups;
}

std::vector<std::uint8_t> point_formats(const ClientHello& hello) {
  const HelloExtension* extension = find_extension(hello, kEcPointFormats);
  if (!extension) return {};
  Cursor in(extension->data);
  const std::string_view list = in.vector(1);
  return {list.begin(), list.end()};
}

std::vector<std::string> offered_alpn(const ClientHello& hello) {
  return protocols(hello).names;
}

std::string server_name(const ClientHello& hello) {
  return name_of(hello).text;
}

std::vector<Version> offered_versions(const ClientHello& hello) {
  std::vector<Version> out;
  if (names_all_versions(hello)) {
    for (const std::uint16_t number : numbers(hello, kSupportedVersions, 1).values)
      if (is_version(number)) out.push_back(static_cast<Version>(number));
  } else {
    // A number above 0x0303 means TLS 1.2 where supported_versions is not there (RFC 8446 4.2.1).
    out.push_back(static_cast<Version>(
        std::min(hello.legacy_version, static_cast<std::uint16_t>(Version::tls12))));
  }
  std::sort(out.begin(), out.end(), std::greater<>());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

bool names_all_versions(const ClientHello& hello) {
  return find_extension(hello, kSupportedVersions) != nullptr;
}

std::vector<std::uint16_t> unreadable_extensions(const ClientHello& hello) {
  std::vector<std::uint16_t> out;
  const std::pair<std::uint16_t, bool> read[] = {
      {kServerName, name_of(hello).readable},
      {kSupportedGroups, numbers(hello, kSupportedGroups, 2).readable},
      {kSignatureAlgorithms, numbers(hello, kSignatureAlgorithms, 2).readable},
      {kAlpn, protocols(hello).readable},
      {kSupportedVersions, numbers(hello, kSupportedVersions, 1).readable},
      {kKeyShare, key_shares(hello).readable}};
  for (const auto& [type, readable] : read)
    if (!readable) out.push_back(type);
  return out;
}

bool ClientHelloReader::broken(std::string why) {
  problem_ = std::move(why);
  return decided_ = true;
}

bool ClientHelloReader::feed(std::string_view bytes) {
  if (decided_ || bytes.empty()) return decided_;
  begun_ = true;
  raw_ += bytes;
  const auto first = static_cast<unsigned char>(raw_.front());
  // SSLv2's own record: a length with its highest bit set, then CLIENT-HELLO.
  if ((first & 0x80) != 0 && raw_.size() >= 3 && raw_[2] == 1)
    return broken("it sent a hello in the format of SSLv2, which no gateway takes");
  if (first != kHandshakeRecord) {
    if (raw_.size() < 3) return false;
    return broken("what it sent first is no TLS: \"" +
                  raw_.substr(0, std::min(raw_.size(), raw_.find('\n'))).substr(0, 80) + "\"");
  }
  while (raw_.size() >= kRecordHeader) {
    Cursor head(raw_);
    const unsigned type = head.number(1);
    const std::uint16_t version = head.number16();
    const std::size_t length = head.number(2);
    if (type != kHandshakeRecord || version >> 8 != 3 || length == 0 || length > kMostRecord)
      return broken("its hello ends in the middle, with a record that is none of a handshake");
    if (raw_.size() < kRecordHeader + length) return false;
    if (records_++ == 0) record_version_ = version;
    message_.append(raw_, kRecordHeader, length);
    raw_.erase(0, kRecordHeader + length);
    if (message_.size() < 4) continue;
    Cursor body(message_);
    body.number(1);
    const std::size_t whole = 4 + body.number(3);
    if (whole > kMostClientHello)
      return broken("its hello claims " + std::to_string(whole) + " bytes");
    if (message_.size() < whole) continue;
    message_.resize(whole);
    hello_ = parse_client_hello(message_, problem_);
    return decided_ = true;
  }
  return false;
}

}  // namespace checkoutdiag::tls
