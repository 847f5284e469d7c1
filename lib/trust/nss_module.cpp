#include <dlfcn.h>
#include <fmt/core.h>
#include <p11-kit/pkcs11.h>

#include <array>
#include <string>

#include "lib/trust/contents.hpp"
#include "lib/trust/nss_trust.hpp"
#include "lib/trust/reading.hpp"

namespace checkoutdiag::trust {
namespace {

// A module is code that runs here: these bounds are against broken ones, not against attackers.
constexpr CK_ULONG kMostSlots = 64, kObjectsAtATime = 64;

/// A module loaded and initialised, as long as this lives.
class Module {
 public:
  explicit Module(const char* path) {
    // RTLD_LOCAL: its NSPR and NSS do not become anybody else's. RTLD_NODELETE: its code stays
    // after dlclose, because NSPR leaves memory, and functions for the end of threads, behind.
    library_ = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library_) {
      const char* said = dlerror();
      error_ = fmt::format("it cannot be loaded ({})", said ? said : "no reason given");
      return;
    }
    // POSIX makes an object pointer of dlsym good for functions.
    auto get = reinterpret_cast<CK_C_GetFunctionList>(dlsym(library_, "C_GetFunctionList"));
    if (!get || get(&list_) != CKR_OK || !list_) {
      list_ = nullptr;
      error_ = "it is no PKCS#11 module";
      return;
    }
    initialise();
  }

  ~Module() {
    if (ours_) list_->C_Finalize(nullptr);
    if (library_) dlclose(library_);
  }
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  const CK_FUNCTION_LIST* operator->() const { return list_; }
  const std::string& error() const { return error_; }

 private:
  void initialise() {
    CK_RV result = list_->C_Initialize(nullptr);
    if (result == CKR_ARGUMENTS_BAD) {
      CK_C_INITIALIZE_ARGS arguments{};
      arguments.flags = CKF_OS_LOCKING_OK;
      result = list_->C_Initialize(&arguments);
    }
    // Initialised by another part of this process, which also ends it.
    ours_ = result == CKR_OK;
    if (!ours_ && result != CKR_CRYPTOKI_ALREADY_INITIALIZED)
      error_ = fmt::format("it cannot be initialised (PKCS#11 error {:#x})", result);
  }

  void* library_ = nullptr;
  CK_FUNCTION_LIST_PTR list_ = nullptr;
  bool ours_ = false;
  std::string error_;
};

/// What is fixed in length in PKCS#11 is filled up with blanks.
std::string trimmed(const unsigned char* text, std::size_t size) {
  std::string out(reinterpret_cast<const char*>(text), size);
  out.erase(out.find_last_not_of(std::string_view(" \0", 2)) + 1);
  return out;
}

class Reader {
 public:
  explicit Reader(const Module& module, Contents& to) : module_(module), found_(to) {}

  void read() {
    CK_INFO info{};
    if (module_->C_GetInfo(&info) == CKR_OK)
      found_.format_note =
          fmt::format("{} {}.{}", trimmed(info.libraryDescription, sizeof info.libraryDescription),
                      info.libraryVersion.major, info.libraryVersion.minor);
    std::array<CK_SLOT_ID, kMostSlots> slots{};
    CK_ULONG count = kMostSlots;
    const CK_RV result = module_->C_GetSlotList(CK_TRUE, slots.data(), &count);
    if (result != CKR_OK || count > kMostSlots)
      return add_problem(found_,
                         fmt::format("its slots cannot be listed (PKCS#11 error {:#x})", result));
    for (CK_ULONG i = 0; i < count; ++i)
      read_slot(slots[i]);
    if (matcher_.is_full()) add_problem(found_, "not all of its objects were read: too many");
    matcher_.finish(found_);
  }

 private:
  void read_slot(CK_SLOT_ID slot) {
    CK_SESSION_HANDLE session = 0;
    const CK_RV result =
        module_->C_OpenSession(slot, CKF_SERIAL_SESSION, nullptr, nullptr, &session);
    if (result != CKR_OK)
      return add_problem(
          found_, fmt::format("slot {} cannot be opened (PKCS#11 error {:#x})", slot, result));
    for (std::uint64_t kind : {nss::kCertificate, nss::kTrust, nss::kStandardTrust})
      read_kind(session, kind);
    module_->C_CloseSession(session);
  }

  void read_kind(CK_SESSION_HANDLE session, std::uint64_t kind) {
    CK_OBJECT_CLASS wanted = kind;
    CK_ATTRIBUTE pattern{CKA_CLASS, &wanted, sizeof wanted};
    if (module_->C_FindObjectsInit(session, &pattern, 1) != CKR_OK) return;
    std::array<CK_OBJECT_HANDLE, kObjectsAtATime> handles{};
    CK_ULONG count = 0;
    while (!matcher_.is_full() &&
           module_->C_FindObjects(session, handles.data(), handles.size(), &count) == CKR_OK &&
           count != 0 && count <= handles.size())
      for (CK_ULONG i = 0; i < count && !matcher_.is_full(); ++i)
        read_object(session, handles[i], kind);
    module_->C_FindObjectsFinal(session);
  }

  void read_object(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, std::uint64_t kind) {
    if (kind == nss::kCertificate) {
      auto values = attributes<5>(
          session, object,
          {nss::kValue, nss::kLabel, nss::kIssuer, nss::kSerialNumber, nss::kServerDistrustAfter});
      if (values[0].empty()) return;
      matcher_.add_certificate(std::move(values[0]), std::move(values[1]), std::move(values[2]),
                               std::move(values[3]), nss::distrust_after(values[4]));
      return;
    }
    const bool standard = kind == nss::kStandardTrust;
    auto values = attributes<3>(session, object,
                                {nss::kIssuer, nss::kSerialNumber,
                                 standard ? nss::kStandardTrustServerAuth : nss::kTrustServerAuth});
    CK_ULONG trust = 0;
    if (values[2].size() != sizeof trust) return;
    values[2].copy(reinterpret_cast<char*>(&trust), sizeof trust);
    matcher_.add_trust(std::move(values[0]), std::move(values[1]), nss::server_of(trust, standard));
  }

  /// Values of an object's attributes, empty where it has none or one too long.
  template <std::size_t count>
  std::array<std::string, count> attributes(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
                                            const std::array<std::uint64_t, count>& wanted) {
    std::array<CK_ATTRIBUTE, count> asked{};
    for (std::size_t i = 0; i < count; ++i)
      asked[i] = {static_cast<CK_ATTRIBUTE_TYPE>(wanted[i]), nullptr, 0};
    std::array<std::string, count> values;
    if (!answered(module_->C_GetAttributeValue(session, object, asked.data(), count)))
      return values;
    for (std::size_t i = 0; i < count; ++i) {
      // One that there is not has the length -1.
      const bool fits = asked[i].ulValueLen <= kLargestCertificate;
      values[i].resize(fits ? asked[i].ulValueLen : 0);
      asked[i].pValue = values[i].empty() ? nullptr : values[i].data();
      asked[i].ulValueLen = values[i].size();
    }
    if (!answered(module_->C_GetAttributeValue(session, object, asked.data(), count))) return {};
    for (std::size_t i = 0; i < count; ++i)
      if (asked[i].ulValueLen < values[i].size())
        values[i].resize(asked[i].ulValueLen);
      else if (asked[i].ulValueLen != values[i].size())
        values[i].clear();
    return values;
  }

  /// True also when some of the attributes are not there.
  static bool answered(CK_RV result) {
    return result == CKR_OK || result == CKR_ATTRIBUTE_TYPE_INVALID ||
           result == CKR_ATTRIBUTE_SENSITIVE || result == CKR_BUFFER_TOO_SMALL;
  }

  const Module& module_;
  Contents& found_;
  nss::Matcher matcher_;
};

}  // namespace

Contents read_nss_module(const char* path) {
  Contents found;
  found.format = Format::nss_module;
  found.format_note = "PKCS#11 module";
  const Module module(path);
  if (!module.error().empty())
    add_problem(found, module.error());
  else
    Reader(module, found).read();
  return found;
}

}  // namespace checkoutdiag::trust
