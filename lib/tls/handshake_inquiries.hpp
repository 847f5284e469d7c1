#pragma once
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "lib/tls/board.hpp"
#include "lib/tls/handshake.hpp"

namespace checkoutdiag::tls {

/// An inquiry by whole handshakes, one at a time.
class HandshakeInquiry : public Inquiry {
 public:
  explicit HandshakeInquiry(Board* board) : board_(*board) {}
  std::unique_ptr<net::Conversation> next(bool ahead) final;
  void learn(net::Conversation& conversation, const net::Closing& closing) final;
  void forget(net::Conversation& conversation) final;

 protected:
  virtual std::optional<HandshakePlan> plan() = 0;
  virtual void hear(const HandshakePlan& plan, const HandshakeResult& result) = 0;

  Board& board_;

 private:
  bool wants_another_look(const HandshakePlan& plan, const HandshakeResult& result);

  bool under_way_ = false, held_again_ = false;
  std::optional<HandshakePlan> again_;
};

/// Would this machine's OpenSSL connect, and if not, which smallest change makes it?
class LocalInquiry final : public HandshakeInquiry {
 public:
  LocalInquiry(Board* board, std::optional<ClientIdentity> identity);
  const LocalFacts& facts() const { return facts_; }
  const std::vector<std::string>& chain() const { return chain_; }  // DER, as it came

 protected:
  std::optional<HandshakePlan> plan() override;
  void hear(const HandshakePlan& plan, const HandshakeResult& result) override;

 private:
  std::optional<ClientIdentity> identity_;
  LocalFacts facts_;
  std::vector<std::string> chain_;
  std::deque<std::vector<ConfigChange>> repairs_;
  bool asked_ = false;
};

/// Is a client certificate wanted: not at all, optionally, at TLS, or at HTTP? And is ours taken?
class ClientAuthInquiry final : public HandshakeInquiry {
 public:
  ClientAuthInquiry(Board* board, std::optional<ClientIdentity> identity, std::string http_host);
  ClientAuthFacts facts() const;

 protected:
  std::optional<HandshakePlan> plan() override;
  void hear(const HandshakePlan& plan, const HandshakeResult& result) override;

 private:
  std::optional<ClientIdentity> identity_;
  static State verdict(const HandshakeResult& result);
  static std::string evidence(const HandshakeResult& result);

  std::string http_host_;
  bool asked_without_ = false, asked_with_ = false;
  ClientAuthFacts facts_;
};

/// Looks at what only a finished handshake shows: certificates of servers that speak nothing below
/// TLS 1.3, by key type and without a name, and ALPN.
class ObserverInquiry final : public HandshakeInquiry {
 public:
  explicit ObserverInquiry(Board* board) : HandshakeInquiry(board) {}

 protected:
  std::optional<HandshakePlan> plan() override;
  void hear(const HandshakePlan& plan, const HandshakeResult& result) override;

 private:
  bool prepare();
  bool prepared_ = false;
  std::deque<HandshakePlan> plans_;
};

}  // namespace checkoutdiag::tls
