#pragma once
#include <memory>
#include <vector>

#include "lib/tls/board.hpp"

namespace checkoutdiag::tls {

/// Does the address speak this version, and which suites does it take?
class VersionInquiry final : public HelloInquiry {
 public:
  VersionInquiry(Board* board, Version version);
  VersionFacts facts() const;

 protected:
  std::optional<Hello> ask(bool ahead) override;
  void hear(const Hello& hello, const Reply& reply) override;

 private:
  void settle(State state);
  Peel::Answer verdict(const Hello& hello, const Reply& reply);
  void hear_ssl2(const Reply& reply);
  void publish();

  Version version_;
  Peel peel_;
  Answer first_answer_;
  bool asked_ = false, heard_ = false, wants_share_ = false, all_at_once_ = false;
  State state_ = State::unknown;
  std::vector<Ids> ended_;  // small offers that ended without a word, once
  std::vector<Ids> again_;
  Ids ssl2_kinds_;
};

/// Which key-exchange groups does it take?
class GroupInquiry final : public HelloInquiry {
 public:
  explicit GroupInquiry(Board* board);
  GroupFacts facts() const;

 protected:
  std::optional<Hello> ask(bool ahead) override;
  void hear(const Hello& hello, const Reply& reply) override;

 private:
  std::optional<Version> version_;
  std::unique_ptr<Peel> peel_;
  Ids suites_;
};

/// Which signature algorithms does it sign a TLS 1.2 key exchange with? Always: SHA-1 alone.
class SignatureInquiry final : public HelloInquiry {
 public:
  explicit SignatureInquiry(Board* board);
  SignatureFacts facts() const;

 protected:
  std::optional<Hello> ask(bool ahead) override;
  void hear(const Hello& hello, const Reply& reply) override;

 private:
  std::optional<Peel> peel_;
  bool sha1_asked_ = false;
  SignatureFacts facts_;
};

/// Whose preference orders the suites of a version: two of them in reverse. On the newest version
/// below TLS 1.3 the offer carries ALPN and compression (CRIME) too.
class PreferenceInquiry final : public HelloInquiry {
 public:
  PreferenceInquiry(Board* board, Version version);
  Preference preference() const { return preference_; }

 protected:
  std::optional<Hello> ask(bool ahead) override;
  void hear(const Hello& hello, const Reply& reply) override;

 private:
  Version version_;
  bool asked_ = false, carries_features_ = false;
  Ids asked_suites_;
  Preference preference_ = Preference::unknown;
};

/// What happens without server_name?
class NoNameInquiry final : public HelloInquiry {
 public:
  explicit NoNameInquiry(Board* board) : HelloInquiry(board) {}
  State without() const { return without_; }
  const Answer& answer() const { return answer_; }

 protected:
  std::optional<Hello> ask(bool ahead) override;
  void hear(const Hello& hello, const Reply& reply) override;

 private:
  bool asked_ = false;
  State without_ = State::unknown;
  Answer answer_;
};

/// Is a downgraded hello refused (RFC 7507)?
class FallbackInquiry final : public HelloInquiry {
 public:
  explicit FallbackInquiry(Board* board) : HelloInquiry(board) {}

 protected:
  std::optional<Hello> ask(bool ahead) override;
  void hear(const Hello& hello, const Reply& reply) override;

 private:
  bool asked_ = false;
};

}  // namespace checkoutdiag::tls
