#include <fmt/core.h>
#include <openssl/evp.h>

#include <array>
#include <map>

#include "lib/text/ascii.hpp"
#include "lib/tls/cursor.hpp"
#include "lib/trust/contents.hpp"
#include "lib/trust/modified_utf8.hpp"
#include "lib/trust/reading.hpp"
#include "lib/x509/handle.hpp"

namespace checkoutdiag::trust {
namespace {

using tls::Cursor;

constexpr std::uint32_t kJceks = 0xCECECECE;  // JKS: FEEDFEED
constexpr std::size_t kTrailer = 20;          // SHA-1

/// An entry as Java's trust manager sees it: one certificate, or none that it would take.
struct Entry {
  std::string alias;  // raw, in modified UTF-8
  std::optional<std::size_t> anchor;
};

class Keystore {
 public:
  explicit Keystore(std::string_view bytes) : bytes_(bytes), at_(bytes) {}

  Contents read() {
    const bool jceks = at_.number(4) == kJceks;
    version_ = at_.number(4);
    const std::uint32_t count = at_.number(4);
    found_.format = jceks ? Format::jceks : Format::jks;
    found_.format_note = fmt::format("{} version {}", jceks ? "JCEKS" : "JKS", version_);
    if (!at_.ok()) {
      cut_short("in its first line");
    } else if (version_ != 1 && version_ != 2) {
      stop(fmt::format("version {} of this format is not known: nothing was read", version_));
    } else {
      read_entries(count);
    }
    if (!stopped_) check_trailer();
    if (stopped_) found_.integrity_unchecked = true;
    if (found_.integrity_unchecked) found_.format_note += ", integrity not checked";
    found_.loads.push_back(java(jceks));
    return std::move(found_);
  }

 private:
  void read_entries(std::uint32_t count) {
    for (std::uint32_t i = 1; i <= count && !stopped_; ++i) {
      if (i > kMost) return stop(fmt::format("only the first {} entries were read", kMost));
      read_entry(i, count);
    }
  }

  void read_entry(std::uint32_t number, std::uint32_t count) {
    constexpr std::uint32_t kKey = 1, kCertificate = 2, kSecret = 3;
    const std::uint32_t tag = at_.number(4);
    Entry entry{std::string(at_.vector(2)), {}};
    at_.take(8);  // when it was made
    if (!at_.ok()) return cut_short(fmt::format("in entry {} of {}", number, count));
    if (tag == kCertificate) {
      read_certificate(entry, number, "");
    } else if (tag == kKey) {
      ++found_.private_keys;
      at_.vector(4);  // the key: passed over
      const std::uint32_t chain = at_.number(4);
      for (std::uint32_t i = 0; i < chain && at_.ok() && !stopped_; ++i)
        read_certificate(entry, number, ", key entry");
    } else if (tag == kSecret && found_.format == Format::jceks) {
      return stop(
          fmt::format("entry {} of {} is a secret key, which is stored without its length: it and "
                      "what follows could not be read",
                      number, count));
    } else {
      return stop(
          fmt::format("entry {} of {} is of the unknown kind {}: it and what follows could "
                      "not be read",
                      number, count, tag));
    }
    if (!at_.ok()) return cut_short(fmt::format("in entry {} of {}", number, count));
    entries_.push_back(std::move(entry));
  }

  void read_certificate(Entry& entry, std::uint32_t number, std::string_view suffix) {
    const std::string_view type = version_ == 2 ? at_.vector(2) : "X.509";
    const std::string_view der = at_.vector(4);
    if (!at_.ok()) return;
    if (is_full(found_)) return stop(fmt::format("entry {} and what follows was not read", number));
    if (found_.flaws.size() >= kMostFlaws)
      return stop(
          fmt::format("too much in it is no certificate: entry {} and what follows was not "
                      "read",
                      number));
    std::string origin = fmt::format("alias {}{}", from_modified_utf8(entry.alias), suffix);
    if (type != "X.509" && type != "X509") {
      add_flaw(found_, FlawKind::bad_certificate,
               fmt::format("{}: a certificate of type {}", origin, type));
      java_fails_ = true;
      return;
    }
    if (!add_certificate(found_, der, std::move(origin))) {
      // Java's reader takes PEM here too; we do not model that.
      (der.starts_with("-----BEGIN ") ? java_unknown_ : java_fails_) = true;
      return;
    }
    if (!entry.anchor) entry.anchor = found_.certificates.size() - 1;
  }

  void stop(const std::string& why) {
    add_problem(found_, why);
    stopped_ = true;
  }

  void cut_short(const std::string& where) {
    stop(fmt::format("the file ends {}: what was there was read", where));
    java_fails_ = true;
  }

  void check_trailer() {
    const std::size_t length = bytes_.size() - at_.left();
    const std::string_view sum = at_.take(kTrailer);
    if (!at_.ok()) {
      // Java reads it only when it was given a password.
      add_problem(found_, "the file ends before its checksum does");
      found_.integrity_unchecked = true;
      return;
    }
    if (at_.left() != 0)
      add_flaw(found_, FlawKind::trailing_bytes,
               fmt::format("{} bytes follow the checksum", at_.left()));
    for (std::string_view password : {"changeit", "changeme", ""})
      if (keyed_sum(bytes_.substr(0, length), password) == sum) return;
    found_.integrity_unchecked = true;
  }

  static std::string keyed_sum(std::string_view data, std::string_view password) {
    std::string head;
    for (char c : password)
      head += std::string{'\0', c};  // UTF-16BE
    head += "Mighty Aphrodite";
    std::array<char, EVP_MAX_MD_SIZE> sum{};
    unsigned size = 0;
    x509::Handle<EVP_MD_CTX, EVP_MD_CTX_free> digest(EVP_MD_CTX_new());
    if (!digest || EVP_DigestInit_ex(digest.get(), EVP_sha1(), nullptr) != 1 ||
        EVP_DigestUpdate(digest.get(), head.data(), head.size()) != 1 ||
        EVP_DigestUpdate(digest.get(), data.data(), data.size()) != 1 ||
        EVP_DigestFinal_ex(digest.get(), reinterpret_cast<unsigned char*>(sum.data()), &size) != 1)
      return {};
    return {sum.data(), size};
  }

  Load java(bool jceks) const {
    if (java_fails_ || (version_ != 1 && version_ != 2))
      return loads_none(Runtime::java, found_, true, "the whole store is refused");
    Load load = loads_none(Runtime::java, found_, false, "");
    if (stopped_ || java_unknown_) {
      load.count.reset();
      load.missing.clear();
      load.how = "how many is not known, because not all could be read here";
      return load;
    }
    std::vector<bool> loaded(found_.certificates.size(), false);
    int count = 0;
    for (std::size_t anchor : anchors()) {
      loaded[anchor] = true;
      ++count;
    }
    load.count = count;
    std::erase_if(load.missing, [&](std::size_t i) { return loaded[i]; });
    if (jceks) load.how = "only with javax.net.ssl.trustStoreType=JCEKS";
    if (!load.missing.empty())
      load.how += std::string(load.how.empty() ? "" : "; ") +
                  "of a key entry only the first certificate counts, of entries with one name only "
                  "the last, and none whose name has capital letters";
    return load;
  }

  /// The certificates that Java's trust manager takes: it looks names up in lower case, and of
  /// entries with the same name the last has replaced the others.
  std::vector<std::size_t> anchors() const {
    std::map<std::string_view, std::optional<std::size_t>> by_name;
    for (const Entry& entry : entries_)
      if (text::lower(entry.alias) == entry.alias) by_name[entry.alias] = entry.anchor;
    std::vector<std::size_t> found;
    for (const auto& [name, anchor] : by_name)
      if (anchor) found.push_back(*anchor);
    return found;
  }

  std::string_view bytes_;
  Cursor at_;
  std::uint32_t version_ = 0;
  bool stopped_ = false, java_fails_ = false, java_unknown_ = false;
  Contents found_;
  std::vector<Entry> entries_;
};

}  // namespace

Contents read_keystore(std::string_view bytes) {
  return Keystore(bytes).read();
}

}  // namespace checkoutdiag::trust
