#include <fmt/core.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "lib/failure.hpp"
#include "lib/x509/anchor_store.hpp"
#include "lib/x509/certificate.hpp"
#include "lib/x509/decode.hpp"

namespace checkoutdiag::x509 {
namespace {

using Context = Handle<X509_STORE_CTX, X509_STORE_CTX_free>;

void free_list(STACK_OF(X509) * list) {
  sk_X509_free(list);
}  // a macro in OpenSSL
using List = Handle<STACK_OF(X509), free_list>;

constexpr std::size_t kLongestChain = 100;  // as OpenSSL's own default depth
constexpr std::size_t kMostErrors = 1000;

void add(std::vector<VerifyError>& errors, VerifyError error) {
  auto same = [&](const VerifyError& known) {
    return known.code == error.code && known.depth == error.depth && known.subject == error.subject;
  };
  if (errors.size() < kMostErrors && std::none_of(errors.begin(), errors.end(), same))
    errors.push_back(std::move(error));
}

VerifyError current_error(X509_STORE_CTX* context) {
  int code = X509_STORE_CTX_get_error(context);
  const X509* certificate = X509_STORE_CTX_get_current_cert(context);
  return {code, X509_STORE_CTX_get_error_depth(context), X509_verify_cert_error_string(code),
          certificate ? one_line(X509_get_subject_name(certificate)) : ""};
}

/// Records every objection and lets OpenSSL go on to the next.
int record(int ok, X509_STORE_CTX* context) {
  auto* errors = static_cast<std::vector<VerifyError>*>(X509_STORE_CTX_get_app_data(context));
  if (ok != 1) add(*errors, current_error(context));
  return 1;
}

/// The chain decoded; what cannot be read is an error, as it is for every TLS client.
std::vector<Cert> decode_chain(std::span<const std::string> ders,
                               std::vector<VerifyError>& errors) {
  std::vector<Cert> chain;
  for (std::size_t i = 0; i < ders.size() && i < kLongestChain; ++i) {
    Decoded decoded = decode(ders[i]);
    if (!decoded.certificate)
      add(errors,
          {X509_V_ERR_UNSPECIFIED, static_cast<int>(i),
           fmt::format("certificate {} of the chain cannot be read: {}", i, decoded.why), ""});
    if (!decoded.certificate && i == 0) return {};
    if (decoded.certificate) chain.push_back(std::move(decoded.certificate));
  }
  if (ders.empty()) add(errors, {X509_V_ERR_UNSPECIFIED, 0, "the chain has no certificates", ""});
  if (ders.size() > kLongestChain)
    add(errors, {X509_V_ERR_CERT_CHAIN_TOO_LONG, static_cast<int>(kLongestChain),
                 fmt::format("the chain has {} certificates: only {} were read", ders.size(),
                             kLongestChain),
                 ""});
  return chain;
}

void build_path(X509_STORE* store, const std::vector<Cert>& chain, Time now, int security_level,
                Verification& out) {
  List sent(sk_X509_new_null());
  for (std::size_t i = 1; i < chain.size(); ++i)
    sk_X509_push(sent.get(), chain[i].get());
  Context context(X509_STORE_CTX_new());
  if (!sent || !context ||
      X509_STORE_CTX_init(context.get(), store, chain.front().get(), sent.get()) != 1)
    throw Failure(Failure::Kind::internal, "OpenSSL could not prepare a verification");
  X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
  X509_VERIFY_PARAM* how = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(how, static_cast<time_t>(now.time_since_epoch().count()));
  X509_VERIFY_PARAM_set_auth_level(how, security_level);
  X509_STORE_CTX_set_app_data(context.get(), &out.errors);
  X509_STORE_CTX_set_verify_cb(context.get(), record);

  // Not every failure passes through the callback: an inner one stops the walk.
  if (X509_verify_cert(context.get()) != 1) add(out.errors, current_error(context.get()));
  STACK_OF(X509)* built = X509_STORE_CTX_get0_chain(context.get());
  for (int i = 0; i < sk_X509_num(built); ++i)
    out.path.push_back(one_line(X509_get_subject_name(sk_X509_value(built, i))));
}

}  // namespace

struct Verifier::Impl {
  explicit Impl(const Anchors& anchors) : store(anchors) {}
  AnchorStore store;
};

Verifier::Verifier(const Anchors& anchors) : impl_(new Impl(anchors)) {}
Verifier::~Verifier() {
  delete impl_;
}

const std::string& Verifier::description() const {
  return impl_->store.description();
}

Verification Verifier::verify(std::span<const std::string> ders, Time now,
                              int security_level) const {
  QuietErrors quiet;
  Verification out;
  out.store = description();
  out.unavailable = impl_->store.unavailable();
  if (!out.unavailable.empty()) return out;
  out.tried = true;
  std::vector<Cert> chain = decode_chain(ders, out.errors);
  if (!chain.empty()) build_path(impl_->store.get(), chain, now, security_level, out);
  out.valid = out.errors.empty();
  return out;
}

}  // namespace checkoutdiag::x509
