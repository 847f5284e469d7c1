#include "lib/tls/handshake.hpp"

#include <fmt/core.h>
#include <openssl/bio.h>
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstring>

#include "lib/failure.hpp"
#include "lib/tls/config_changes.hpp"
#include "lib/x509/decode.hpp"

namespace checkoutdiag::tls {
namespace {

using x509::Handle;

constexpr std::size_t kMostHttp = 16 * 1024;  // of the answer to GET /

std::string state_words(const SSL* ssl) {
  switch (SSL_get_state(ssl)) {
    case TLS_ST_CW_CLNT_HELLO:
      return "after our ClientHello";
    case TLS_ST_CR_SRVR_HELLO:
      return "after the server's ServerHello";
    case TLS_ST_CR_CERT:
      return "after the server's Certificate";
    case TLS_ST_CR_KEY_EXCH:
      return "after the server's ServerKeyExchange";
    case TLS_ST_CR_CERT_REQ:
      return "after the server's CertificateRequest";
    case TLS_ST_CR_SRVR_DONE:
      return "after the server's ServerHelloDone";
    case TLS_ST_CR_CERT_VRFY:
      return "after the server's CertificateVerify";
    case TLS_ST_CR_FINISHED:
      return "after the server's Finished";
    case TLS_ST_CW_CERT:
      return "after our Certificate";
    case TLS_ST_CW_KEY_EXCH:
      return "after our ClientKeyExchange";
    case TLS_ST_CW_FINISHED:
      return "after our Finished";
    case TLS_ST_OK:
      return "after the handshake";
    case TLS_ST_BEFORE:
      return "before our ClientHello";
    default:
      return SSL_state_string_long(ssl);
  }
}

std::string error_words(unsigned long error) {
  const char* reason = ERR_reason_error_string(error);
  return fmt::format("{:08X} {}", error, reason ? reason : "unknown reason");
}

int password_callback(char* buffer, int size, int, void* data) {
  const auto& password = *static_cast<const std::string*>(data);
  if (static_cast<int>(password.size()) > size) return -1;
  std::memcpy(buffer, password.data(), password.size());
  return static_cast<int>(password.size());
}

bool load_identity(SSL_CTX* context, const ClientIdentity& identity) {
  SSL_CTX_set_default_passwd_cb(context, password_callback);
  SSL_CTX_set_default_passwd_cb_userdata(context, const_cast<std::string*>(&identity.password));
  const std::string& key =
      identity.key_file.empty() ? identity.certificate_file : identity.key_file;
  return SSL_CTX_use_certificate_chain_file(context, identity.certificate_file.c_str()) == 1 &&
         SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) == 1 &&
         SSL_CTX_check_private_key(context) == 1;
}

void apply(SSL_CTX* context, const ConfigChange& change) {
  if (!change.ciphers.empty()) SSL_CTX_set_cipher_list(context, change.ciphers.c_str());
  if (change.security_level) SSL_CTX_set_security_level(context, *change.security_level);
  if (change.minimum) SSL_CTX_set_min_proto_version(context, static_cast<int>(*change.minimum));
  if (change.no_maximum) SSL_CTX_set_max_proto_version(context, 0);
  if (change.legacy_renegotiation) SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT);
  if (!change.ciphersuites.empty()) SSL_CTX_set_ciphersuites(context, change.ciphersuites.c_str());
  if (!change.groups.empty()) SSL_CTX_set1_groups_list(context, change.groups.c_str());
  if (!change.signature_algorithms.empty())
    SSL_CTX_set1_sigalgs_list(context, change.signature_algorithms.c_str());
}

SSL_CTX* new_context(const HandshakePlan& plan) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  if (!context) throw Failure(Failure::Kind::internal, "OpenSSL could not make a TLS context");
  if (plan.observer) apply(context, observer());
  for (const ConfigChange& change : plan.changes)
    apply(context, change);
  // Verification is recorded apart and never enforced here: observing must not stop at the first
  // fault.
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
  if (plan.identity) load_identity(context, *plan.identity);
  if (plan.only_tls13) SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  if (!plan.signature_algorithms.empty())
    SSL_CTX_set1_sigalgs_list(context, plan.signature_algorithms.c_str());
  return context;
}

Version version_of(const SSL* ssl) {
  switch (SSL_version(ssl)) {
    case TLS1_3_VERSION:
      return Version::tls13;
    case TLS1_1_VERSION:
      return Version::tls11;
    case TLS1_VERSION:
      return Version::tls10;
    case SSL3_VERSION:
      return Version::ssl3;
    default:
      return Version::tls12;
  }
}

}  // namespace

struct HandshakeConversation::Impl {
  HandshakePlan plan;
  Handle<SSL_CTX, SSL_CTX_free> context;
  Handle<SSL, SSL_free> ssl;
  BIO *in = nullptr, *out = nullptr;  // owned by ssl
  HandshakeResult result;
  std::string last_state, http;
  bool shaken = false, over = false;

  explicit Impl(const HandshakePlan& wanted) : plan(wanted), context(new_context(wanted)) {
    ssl.reset(SSL_new(context.get()));
    in = BIO_new(BIO_s_mem());
    out = BIO_new(BIO_s_mem());
    if (!ssl || !in || !out) throw Failure(Failure::Kind::internal, "OpenSSL is out of memory");
    SSL_set_bio(ssl.get(), in, out);
    BIO_set_mem_eof_return(in, -1);
    SSL_set_app_data(ssl.get(), this);
    SSL_set_connect_state(ssl.get());
    if (!plan.server_name.empty()) SSL_set_tlsext_host_name(ssl.get(), plan.server_name.c_str());
    std::string protocols;
    for (const std::string& name : plan.alpn) {
      protocols += static_cast<char>(name.size());
      protocols += name;
    }
    if (!protocols.empty())
      SSL_set_alpn_protos(ssl.get(), reinterpret_cast<const unsigned char*>(protocols.data()),
                          static_cast<unsigned>(protocols.size()));
    SSL_set_tlsext_status_type(ssl.get(), TLSEXT_STATUSTYPE_ocsp);
    result.staple_asked = true;
    SSL_set_info_callback(ssl.get(), info);
    SSL_set_msg_callback(ssl.get(), message);
  }

  static void info(const SSL* s, int where, int value) {
    auto& me = *static_cast<Impl*>(SSL_get_app_data(s));
    if ((where & SSL_CB_LOOP) != 0) me.last_state = state_words(s);
    if ((where & SSL_CB_ALERT) == 0) return;
    const Alert alert{value >> 8, value & 0xff};
    if (alert.code == 0) return;  // close_notify says nothing about the handshake
    auto& side = (where & SSL_CB_READ) != 0 ? me.result.attempt.received : me.result.attempt.sent;
    side = alert;
    if (me.shaken && (where & SSL_CB_READ) != 0) me.result.after_handshake = true;
    me.result.attempt.state = me.shaken ? "after the handshake" : me.last_state;
  }

  static void message(int write, int, int type, const void* data, std::size_t size, SSL* s, void*) {
    constexpr unsigned char kCertificateRequest = 13;
    if (write || type != SSL3_RT_HANDSHAKE || size == 0) return;
    if (*static_cast<const unsigned char*>(data) == kCertificateRequest)
      static_cast<Impl*>(SSL_get_app_data(s))->result.certificate_requested = true;
  }

  void flush(std::string& to) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(out, &data);
    if (size > 0) to.append(data, static_cast<std::size_t>(size));
    (void)BIO_reset(out);
  }

  bool step(std::string& to);
  bool read_http();
  void fail();
  void collect();
};

void HandshakeConversation::Impl::fail() {
  over = true;
  const unsigned long error = ERR_peek_error();
  if (shaken) return;  // what comes after is told by the alert and the HTTP answer
  result.attempt.error = error;
  result.attempt.error_text = error ? error_words(error) : "no error was recorded";
  if (result.attempt.state.empty()) result.attempt.state = last_state;
}

void HandshakeConversation::Impl::collect() {
  const SSL* s = ssl.get();
  result.attempt.ok = true;
  result.version = version_of(s);
  result.attempt.version = SSL_get_version(s);
  result.attempt.suite = SSL_CIPHER_standard_name(SSL_get_current_cipher(s));
  if (const int nid = static_cast<int>(SSL_get_negotiated_group(ssl.get())); nid != NID_undef)
    if (const char* name = SSL_group_to_name(ssl.get(), nid)) result.attempt.group = name;
  const unsigned char* protocol = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(s, &protocol, &size);
  if (size) result.alpn.assign(reinterpret_cast<const char*>(protocol), size);
  const unsigned char* staple = nullptr;
  result.stapled = SSL_get_tlsext_status_ocsp_resp(ssl.get(), &staple) > 0;
}

// Notes what a handshake shows also when it fails later: chain and CA names.
void collect_peer(SSL* ssl, HandshakeResult& result) {
  if (const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl)) {
    result.chain.clear();
    for (int i = 0; i < sk_X509_num(chain); ++i) {
      result.chain.push_back(x509::der_of(sk_X509_value(chain, i)));
    }
  }
  result.ca_names.clear();
  if (const STACK_OF(X509_NAME)* names = SSL_get0_peer_CA_list(ssl))
    for (int i = 0; i < sk_X509_NAME_num(names) && i < 1000; ++i)
      result.ca_names.push_back(x509::one_line(sk_X509_NAME_value(names, i)));
}

bool HandshakeConversation::Impl::read_http() {
  char buffer[4096];
  for (;;) {
    const int n = SSL_read(ssl.get(), buffer, sizeof buffer);
    if (n <= 0) break;
    http.append(buffer, static_cast<std::size_t>(n));
    if (http.size() > kMostHttp) return true;
  }
  const int error = SSL_get_error(ssl.get(), -1);
  return error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE;
}

bool HandshakeConversation::Impl::step(std::string& to) {
  ERR_clear_error();
  if (!shaken) {
    const int done = SSL_do_handshake(ssl.get());
    flush(to);
    if (done != 1) {
      const int error = SSL_get_error(ssl.get(), done);
      if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return false;
      fail();
      return true;
    }
    shaken = true;
    collect();
    if (plan.http_host.empty()) return over = true;
    const std::string request = "GET / HTTP/1.1\r\nHost: " + plan.http_host +
                                "\r\nUser-Agent: checkoutdiag/" CHECKOUTDIAG_VERSION
                                "\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    SSL_write(ssl.get(), request.data(), static_cast<int>(request.size()));
  }
  over = read_http();
  flush(to);
  return over;
}

HandshakeConversation::HandshakeConversation(const HandshakePlan& plan)
    : impl_(std::make_unique<Impl>(plan)) {}
HandshakeConversation::~HandshakeConversation() = default;

const HandshakePlan& HandshakeConversation::plan() const {
  return impl_->plan;
}

void HandshakeConversation::start(std::string& out) {
  impl_->step(out);
}

bool HandshakeConversation::receive(std::string_view bytes, std::string& out) {
  if (impl_->over) return true;
  BIO_write(impl_->in, bytes.data(), static_cast<int>(bytes.size()));
  return impl_->step(out);
}

std::string HandshakeConversation::farewell() {
  std::string out;
  ERR_clear_error();
  if (impl_->shaken) SSL_shutdown(impl_->ssl.get());
  impl_->flush(out);
  ERR_clear_error();
  return out;
}

HandshakeResult HandshakeConversation::finish(const net::Closing& closing) {
  Impl& me = *impl_;
  collect_peer(me.ssl.get(), me.result);
  me.result.end = closing.end;
  // "HTTP/1.1 400 …"
  if (me.http.rfind("HTTP/1.", 0) == 0 && me.http.size() >= 12)
    me.result.http_status = std::atoi(me.http.substr(9, 3).c_str());
  me.result.http_body = me.http.substr(0, 2048);
  if (!me.shaken && !me.over) {
    me.result.attempt.transport = closing.detail.empty() ? "no answer" : closing.detail;
    me.result.attempt.state = me.last_state.empty() ? "while connecting" : me.last_state;
  }
  return std::move(me.result);
}

LocalFacts local_configuration() {
  LocalFacts facts;
  facts.library = OpenSSL_version(OPENSSL_VERSION);
  if (char* file = CONF_get1_default_config_file()) {
    facts.config_file = file;
    OPENSSL_free(file);
  }
  Handle<SSL_CTX, SSL_CTX_free> context(new_context({}));
  facts.security_level = SSL_CTX_get_security_level(context.get());
  auto word = [](long version) -> std::string {
    switch (version) {
      case SSL3_VERSION:
        return "SSLv3";
      case TLS1_VERSION:
        return "TLSv1";
      case TLS1_1_VERSION:
        return "TLSv1.1";
      case TLS1_2_VERSION:
        return "TLSv1.2";
      case TLS1_3_VERSION:
        return "TLSv1.3";
      default:
        return {};
    }
  };
  facts.min_version = word(SSL_CTX_get_min_proto_version(context.get()));
  facts.max_version = word(SSL_CTX_get_max_proto_version(context.get()));
  return facts;
}

void check_identity(const ClientIdentity& identity) {
  Handle<SSL_CTX, SSL_CTX_free> context(new_context({.observer = true}));
  ERR_clear_error();
  if (load_identity(context.get(), identity)) return;
  const unsigned long error = ERR_peek_error();
  const char* reason = ERR_reason_error_string(error);
  ERR_clear_error();
  throw Failure(
      Failure::Kind::input,
      "cannot use the client certificate " + identity.certificate_file + " with the key " +
          (identity.key_file.empty() ? identity.certificate_file : identity.key_file) + ": " +
          (reason ? reason : "OpenSSL gave no reason"),
      "both must be PEM, the key must belong to the first certificate, and an encrypted key "
      "needs --client-key-password-file");
}

std::string identity_issuer(const ClientIdentity& identity) {
  Handle<SSL_CTX, SSL_CTX_free> context(new_context({.observer = true}));
  if (!load_identity(context.get(), identity)) return {};
  const X509* certificate = SSL_CTX_get0_certificate(context.get());
  return certificate ? x509::one_line(X509_get_issuer_name(certificate)) : std::string{};
}

}  // namespace checkoutdiag::tls
