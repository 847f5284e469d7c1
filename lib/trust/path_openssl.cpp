#include <fmt/core.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "lib/trust/path_query.hpp"

// OpenSSL judges itself: X509_verify_cert against a store of those anchors that its own look-ups by
// subject can find.
namespace checkoutdiag::trust::paths {
namespace {

using x509::Handle;
using Store = Handle<X509_STORE, X509_STORE_free>;
using Context = Handle<X509_STORE_CTX, X509_STORE_CTX_free>;

void free_list(STACK_OF(X509) * list) {
  sk_X509_free(list);
}  // a macro in OpenSSL
using List = Handle<STACK_OF(X509), free_list>;

struct Objection {
  int code = X509_V_OK, depth = 0;
  std::string at;
};

Objection objection_of(X509_STORE_CTX* context) {
  const X509* at = X509_STORE_CTX_get_current_cert(context);
  return {X509_STORE_CTX_get_error(context), X509_STORE_CTX_get_error_depth(context),
          at ? x509::one_line(X509_get_subject_name(at)) : ""};
}

/// What happens after an objection: Node's callback lets the walk go on, and the last one counts.
struct Watch {
  Objection first;
  bool all_affordable = true;  // the longest walk costs a hundred signatures
};

int go_on(int ok, X509_STORE_CTX* context) {
  auto* watch = static_cast<Watch*>(X509_STORE_CTX_get_app_data(context));
  if (ok == 1) return 1;
  if (watch->first.code == X509_V_OK) watch->first = objection_of(context);
  const bool longest = X509_STORE_CTX_get_error(context) == X509_V_ERR_CERT_CHAIN_TOO_LONG;
  return longest && !watch->all_affordable ? 0 : 1;
}

/// An anchor as its store file offers it: BEGIN TRUSTED CERTIFICATE can say what it is (not) for.
x509::Cert with_trust(X509* anchor, bool for_servers) {
  x509::Cert copy(X509_dup(anchor));
  if (!copy) return nullptr;
  const ASN1_OBJECT* servers = OBJ_nid2obj(NID_server_auth);
  if (for_servers)
    X509_add1_trust_object(copy.get(), servers);
  else
    X509_add1_reject_object(copy.get(), servers);
  return copy;
}

Store store_of(const Query& query) {
  Store store(X509_STORE_new());
  for (std::size_t i = 0; store && i < query.anchors.size(); ++i) {
    X509* anchor = query.anchors[i]->certificate.get();
    if (const std::optional<bool> trusted = query.server_trusted[i])
      X509_STORE_add_cert(store.get(), with_trust(anchor, *trusted).get());
    else
      X509_STORE_add_cert(store.get(), anchor);
  }
  return store;
}

Cause cause_of(int code) {
  switch (code) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return Cause::issuer_missing;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
      return Cause::anchor_not_root;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return Cause::root_not_trusted;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return Cause::expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Cause::not_yet_valid;
    case X509_V_ERR_INVALID_CA:
    case X509_V_ERR_INVALID_NON_CA:
    case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
      return Cause::not_a_ca;
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
      return Cause::path_length;
    case X509_V_ERR_PERMITTED_VIOLATION:
    case X509_V_ERR_EXCLUDED_VIOLATION:
    case X509_V_ERR_SUBTREE_MINMAX:
    case X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE:
    case X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX:
    case X509_V_ERR_UNSUPPORTED_NAME_SYNTAX:
      return Cause::name_constraints;
    case X509_V_ERR_INVALID_PURPOSE:
      return Cause::purpose;
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
      return Cause::weak_key;
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return Cause::weak_digest;
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return Cause::bad_signature;
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_CERT_REJECTED:
      return Cause::distrusted;
    case X509_V_ERR_CERT_CHAIN_TOO_LONG:
      return Cause::too_complex;
    default:
      return Cause::other;
  }
}

/// The built path as nodes; those of a store with trust settings are copies of ours.
std::vector<const Node*> built_path(X509_STORE_CTX* context, const Query& query) {
  std::vector<const Node*> path;
  STACK_OF(X509)* built = X509_STORE_CTX_get0_chain(context);
  auto is = [](const X509* one) {
    return [one](const Node* node) { return X509_cmp(node->certificate.get(), one) == 0; };
  };
  for (int i = 0; i < sk_X509_num(built); ++i) {
    const X509* one = sk_X509_value(built, i);
    auto found = std::find_if(query.sent.begin(), query.sent.end(), is(one));
    if (found == query.sent.end()) {
      found = std::find_if(query.anchors.begin(), query.anchors.end(), is(one));
      if (found == query.anchors.end()) break;
    }
    path.push_back(*found);
  }
  return path;
}

struct Walk {
  Objection first, last;
  std::vector<const Node*> path;
};

double dearest_key(const Query& query) {
  double most = 0;
  for (const auto* list : {&query.sent, &query.anchors})
    for (const Node* node : *list)
      most = std::max(most, node->price);
  return most;
}

/// Sets up the look as SSL_connect does.
void prepare(X509_STORE_CTX* context, const Query& query, int security_level, bool partial_chain) {
  X509_STORE_CTX_set_default(context, "ssl_server");
  X509_VERIFY_PARAM* how = X509_STORE_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_time(how, static_cast<time_t>(query.now.time_since_epoch().count()));
  X509_VERIFY_PARAM_set_auth_level(how, security_level);
  if (partial_chain) X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_PARTIAL_CHAIN);
}

Walk walk(const Query& query, int security_level, bool partial_chain, bool like_node) {
  x509::QuietErrors quiet;
  const Store store = store_of(query);
  const List others(sk_X509_new_null());
  for (std::size_t i = 1; i < query.sent.size(); ++i)
    sk_X509_push(others.get(), query.sent[i]->certificate.get());
  const Context context(X509_STORE_CTX_new());
  Walk result;
  if (!store || !others || !context ||
      X509_STORE_CTX_init(context.get(), store.get(), query.sent[0]->certificate.get(),
                          others.get()) != 1) {
    result.first = result.last = {X509_V_ERR_OUT_OF_MEM, 0, ""};
    return result;
  }
  prepare(context.get(), query, security_level, partial_chain);
  Watch watch{{}, 101 * dearest_key(query) <= Signatures::kBudget};
  X509_STORE_CTX_set_app_data(context.get(), &watch);
  if (like_node) X509_STORE_CTX_set_verify_cb(context.get(), go_on);
  const bool ok = X509_verify_cert(context.get()) == 1;
  if (!ok || X509_STORE_CTX_get_error(context.get()) != X509_V_OK)
    result.last = objection_of(context.get());
  if (!ok && result.last.code == X509_V_OK) result.last.code = X509_V_ERR_UNSPECIFIED;
  result.first = watch.first.code == X509_V_OK ? result.last : watch.first;
  result.path = built_path(context.get(), query);
  return result;
}

bool affordable(const Query& query) {
  double sum = 0;
  for (const auto* list : {&query.sent, &query.anchors})
    for (const Node* node : *list)
      sum += node->price;
  return sum <= Signatures::kBudget;
}

PathVerdict verdict(const Query& query, const Walk& walk, std::string words) {
  if (walk.last.code == X509_V_OK) return accepted(walk.path);
  Cause cause = cause_of(walk.first.code);
  const bool at_anchor = !walk.path.empty() && std::find(query.anchors.begin(), query.anchors.end(),
                                                         walk.path.back()) != query.anchors.end();
  if (cause == Cause::issuer_missing && at_anchor) cause = Cause::anchor_not_root;
  return {Answer::refused, cause, std::move(words), walk.first.at, fingerprints(walk.path), ""};
}

/// What Node calls it in `error.code`.
std::string_view node_code(int code) {
  switch (code) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
      return "UNABLE_TO_GET_ISSUER_CERT";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
      return "UNABLE_TO_GET_ISSUER_CERT_LOCALLY";
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "UNABLE_TO_VERIFY_LEAF_SIGNATURE";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return "DEPTH_ZERO_SELF_SIGNED_CERT";
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return "SELF_SIGNED_CERT_IN_CHAIN";
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return "CERT_SIGNATURE_FAILURE";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "CERT_NOT_YET_VALID";
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "CERT_HAS_EXPIRED";
    case X509_V_ERR_CERT_CHAIN_TOO_LONG:
      return "CERT_CHAIN_TOO_LONG";
    case X509_V_ERR_INVALID_CA:
      return "INVALID_CA";
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
      return "PATH_LENGTH_EXCEEDED";
    case X509_V_ERR_INVALID_PURPOSE:
      return "INVALID_PURPOSE";
    case X509_V_ERR_CERT_UNTRUSTED:
      return "CERT_UNTRUSTED";
    case X509_V_ERR_CERT_REJECTED:
      return "CERT_REJECTED";
    default:
      return "UNSPECIFIED";
  }
}

// Node's own OpenSSL is built with upstream's default for TLS.
constexpr int kNodeLevel = 1;

}  // namespace

PathVerdict judge_openssl(const Query& query, int security_level, bool partial_chain) {
  if (!affordable(query)) return too_complex();
  const Walk seen = walk(query, security_level, partial_chain, false);
  return verdict(query, seen,
                 fmt::format("{} at depth {}: {}", seen.first.code, seen.first.depth,
                             X509_verify_cert_error_string(seen.first.code)));
}

PathVerdict judge_node(const Query& query) {
  if (!affordable(query)) return too_complex();
  const Walk seen = walk(query, kNodeLevel, false, true);
  return verdict(query, seen,
                 fmt::format("{} ({})", X509_verify_cert_error_string(seen.last.code),
                             node_code(seen.last.code)));
}

}  // namespace checkoutdiag::trust::paths
