#include <fmt/core.h>

#include "lib/trust/contents.hpp"
#include "lib/trust/der.hpp"
#include "lib/trust/pkcs12_bags.hpp"
#include "lib/trust/pkcs12_lock.hpp"
#include "lib/trust/reading.hpp"
#include "lib/x509/decode.hpp"

namespace checkoutdiag::trust {
namespace {

using x509::Handle;

void free_safe(STACK_OF(PKCS12_SAFEBAG) * safe) {
  sk_PKCS12_SAFEBAG_pop_free(safe, PKCS12_SAFEBAG_free);
}

void free_safes(STACK_OF(PKCS7) * safes) {
  sk_PKCS7_pop_free(safes, PKCS7_free);
}

using Pfx = Handle<PKCS12, PKCS12_free>;
using Safe = Handle<STACK_OF(PKCS12_SAFEBAG), free_safe>;
using Safes = Handle<STACK_OF(PKCS7), free_safes>;

// Decoded it takes a multiple of that; the JDK's own stores have 0.2 MB.
constexpr std::size_t kLargestFile = 8 * 1024 * 1024;

/// Is there content at all? OpenSSL before 3.0.13 follows a null pointer when there is not
/// (CVE-2024-0727).
bool has_content(const PKCS12* pfx) {
  unsigned char* encoded = nullptr;
  const int size = i2d_PKCS12(pfx, &encoded);
  const std::string whole(reinterpret_cast<char*>(encoded),
                          size > 0 ? static_cast<std::size_t>(size) : 0);
  OPENSSL_free(encoded);
  std::string_view at = whole;
  std::optional<Element> outer = take_element(at, kSequence);
  if (!outer) return false;
  at = outer->content;
  if (!take_element(at, kInteger)) return false;
  std::optional<Element> info = take_element(at, kSequence);
  if (!info) return false;
  at = info->content;
  return take_element(at, kObject) && take_element(at, kContext0);
}

class Reader {
 public:
  Contents read(std::string_view bytes) {
    found_.format = Format::pkcs12;
    found_.format_note = "PKCS#12";
    if (bytes.size() > kLargestFile) {
      give_up(fmt::format("it has {} bytes, more than the {} that are read", bytes.size(),
                          kLargestFile));
    } else if (Pfx pfx = decode(bytes)) {
      check_mac(pfx.get());
      read_safes(pfx.get());
      tell();
    }
    return std::move(found_);
  }

 private:
  void give_up(const std::string& why) {
    add_problem(found_, why);
    found_.loads.push_back({Runtime::java, std::nullopt, false, "", {}});
  }

  Pfx decode(std::string_view bytes) {
    const auto* start = reinterpret_cast<const unsigned char*>(bytes.data());
    const unsigned char* at = start;
    Pfx pfx(d2i_PKCS12(nullptr, &at, static_cast<long>(bytes.size())));
    if (!pfx || !has_content(pfx.get())) {
      add_problem(found_, "it begins as PKCS#12 does, and cannot be decoded");
      found_.loads.push_back(loads_none(Runtime::java, found_, true, "the whole store is refused"));
      return nullptr;
    }
    if (const auto more = bytes.size() - static_cast<std::size_t>(at - start); more != 0)
      add_flaw(found_, FlawKind::trailing_bytes, fmt::format("{} bytes follow the store", more));
    return pfx;
  }

  /// Finds the password by the checksum, which is keyed with it.
  void check_mac(PKCS12* pfx) {
    if (PKCS12_mac_present(pfx) != 1) return;
    has_mac_ = true;
    found_.integrity_unchecked = true;
    const ASN1_OCTET_STRING *sum = nullptr, *salt = nullptr;
    const X509_ALGOR* algorithm = nullptr;
    const ASN1_INTEGER* iterations = nullptr;
    PKCS12_get0_mac(&sum, &algorithm, &salt, &iterations, pfx);
    // PBMAC1 (RFC 9579) keeps its rounds elsewhere: it is no digest, and not checked.
    const int digest = algorithm ? OBJ_obj2nid(algorithm->algorithm) : NID_undef;
    if (digest == NID_undef || !EVP_get_digestbynid(digest)) return;
    std::int64_t rounds = 1;  // when it is not said
    if (iterations && ASN1_INTEGER_get_int64(&rounds, iterations) != 1) rounds = -1;
    for (const Password& password : kUsualPasswords) {
      if (!budget_.take(static_cast<long>(rounds))) return out_of_rounds(rounds);
      if (PKCS12_verify_mac(pfx, password.text, password.length) != 1) continue;
      password_ = &password;
      found_.integrity_unchecked = false;
      return;
    }
    mac_refuses_ = true;
  }

  void out_of_rounds(std::int64_t rounds) {
    if (exhausted_) return;
    exhausted_ = true;
    add_problem(found_, rounds < 0 ? "its key derivation asks for an absurd number of rounds: it "
                                     "was not tried"
                                   : fmt::format("its key derivation asks for {} rounds: not all "
                                                 "usual passwords could be tried",
                                                 rounds));
  }

  void read_safes(const PKCS12* pfx) {
    Safes safes(PKCS12_unpack_authsafes(pfx));
    if (!safes) {
      add_problem(found_, "what is in it cannot be decoded");
      unread_ = true;
    }
    for (int i = 0; safes && i < sk_PKCS7_num(safes.get()) && !is_full(found_); ++i) {
      PKCS7* info = sk_PKCS7_value(safes.get(), i);
      Safe safe = open(info);
      if (safe)
        read_bags(safe.get(), found_, bags_);
      else
        unread_ = true;
    }
  }

  Safe open(PKCS7* info) {
    if (PKCS7_type_is_data(info)) {
      Safe safe(info->d.data ? PKCS12_unpack_p7data(info) : nullptr);
      if (!safe) problem_once("a part of it cannot be decoded");
      return safe;
    }
    if (PKCS7_type_is_encrypted(info)) return unlock(info->d.encrypted);
    problem_once("a part of it is encrypted for somebody's key: its certificates cannot be read");
    return nullptr;
  }

  Safe unlock(const PKCS7_ENCRYPT* encrypted) {
    encrypted_ = true;
    const PKCS7_ENC_CONTENT* part = encrypted ? encrypted->enc_data : nullptr;
    if (!part || !part->algorithm || !part->enc_data) {
      problem_once("an encrypted part of it cannot be decoded");
      return nullptr;
    }
    const Lock lock = lock_of(part->algorithm);
    if (algorithm_.empty()) algorithm_ = lock.name;
    if (!lock.cannot.empty()) {
      problem_once(lock.cannot);
      return nullptr;
    }
    OSSL_LIB_CTX* context = lock.old ? old_.context() : nullptr;
    if (lock.old && !context) {
      problem_once(
          fmt::format("encrypted with {}, which needs OpenSSL's legacy provider, and that "
                      "cannot be loaded here: certificates cannot be read",
                      lock.name));
      return nullptr;
    }
    return try_passwords(part, lock, context);
  }

  Safe try_passwords(const PKCS7_ENC_CONTENT* part, const Lock& lock, OSSL_LIB_CTX* context) {
    for (const Password& password : kUsualPasswords) {
      // Where the checksum told the password, or that it is another, there is nothing to guess.
      if (mac_refuses_ || (password_ && password_ != &password)) continue;
      if (!budget_.take(lock.cost())) {
        out_of_rounds(lock.rounds);
        return nullptr;
      }
      Safe safe(static_cast<STACK_OF(PKCS12_SAFEBAG)*>(PKCS12_item_decrypt_d2i_ex(
          part->algorithm, ASN1_ITEM_rptr(PKCS12_SAFEBAGS), password.text, password.length,
          part->enc_data, 1, context, nullptr)));
      if (!safe) continue;
      password_ = &password;
      return safe;
    }
    problem_once(password_ ? "a part of it cannot be decrypted: certificates cannot be read"
                           : "encrypted with a password that is not one of the usual ones: "
                             "certificates cannot be read");
    return nullptr;
  }

  void problem_once(const std::string& sentence) {
    if (found_.problem.find(sentence) == std::string::npos) add_problem(found_, sentence);
  }

  void tell() {
    if (!algorithm_.empty()) found_.format_note += ", " + algorithm_;
    if (!has_mac_ && !encrypted_) found_.format_note += " without a password";
    if (encrypted_ && password_) found_.format_note += ", opened with a usual password";
    if (found_.integrity_unchecked) found_.format_note += ", integrity not checked";
    Load load = java_load(found_, bags_);
    if (unread_ && !load.fails) {
      load.count.reset();
      load.missing.clear();
      load.how = "how many is not known, because not all could be read here";
    }
    if (encrypted_ && !load.fails) {
      if (!load.how.empty()) load.how += "; ";
      load.how += "without javax.net.ssl.trustStorePassword it loads none, silently";
    }
    found_.loads.push_back(std::move(load));
  }

  Contents found_;
  Bags bags_;
  RoundBudget budget_;
  OldAlgorithms old_;
  const Password* password_ = nullptr;
  std::string algorithm_;
  bool has_mac_ = false, mac_refuses_ = false, encrypted_ = false, unread_ = false,
       exhausted_ = false;
};

}  // namespace

Contents read_pkcs12(std::string_view bytes) {
  x509::QuietErrors quiet;
  return Reader().read(bytes);
}

}  // namespace checkoutdiag::trust
