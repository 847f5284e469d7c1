#pragma once
#include <memory>
#include <vector>

#include "lib/tls/board.hpp"

namespace checkoutdiag::tls {

/// Does the address speak SSLv2? One answer tells everything.
class Ssl2Inquiry final : public HelloInquiry {
 public:
  explicit Ssl2Inquiry(Board* board) : HelloInquiry(board) {}
  VersionFacts facts() const;

 protected:
  std::optional<Hello> ask(bool ahead) override;
  void hear(const Hello& hello, const Reply& reply) override;

 private:
  int asked_ = 0;
  bool under_way_ = false;
  VersionFacts facts_;
};

/// Does the address speak this version, and which suites does it take?
class VersionInquiry final : public HelloInquiry {
 public:
  VersionInquiry(Board* board, Version version);
  VersionFacts facts() const;

 protected:
  std::optional<Hello> ask(bool ahead) override;
  void hear(const Hello& hello, const Reply& reply) override;

 private:
  // An answer that proves nothing is looked into before anything else is asked: with a key share of
  // our own, with a small offer or the same once more, and whether the server still takes what it
  // took before.
  struct Doubt {
    enum class Stage { share, again, control };
    Stage stage = Stage::again;
    Ids offer;   // the one in question
    Ids second;  // what the second look offers
    std::string evidence;
    bool under_way = false;
  };

  Hello hello(const Ids& suites) const;
  std::optional<Hello> ask_second();
  void hear_second(const Hello& hello, const Reply& reply);
  void hear_control(const Reply& reply);
  void judge(const Hello& hello, const Reply& reply);
  void doubt(const Hello& hello, const Reply& reply);
  void accept(const Ids& offer, const Reply& reply);
  void refuse(const Ids& offer);
  void publish();

  Version version_;
  Peel peel_;
  Answer first_answer_;
  bool asked_ = false, heard_ = false;
  std::optional<Doubt> doubt_;
};

/// An enumeration beside the suites, with suites that are known to be taken.
class PeelInquiry : public HelloInquiry {
 public:
  using HelloInquiry::HelloInquiry;

 protected:
  /// Is enough known to ask? Then peel_ is there.
  virtual bool ready() = 0;
  virtual Hello offer(const Ids& ids) const = 0;
  /// Which of the offered an acceptance took; nothing: none of them.
  virtual std::optional<Id> taken(const Reply& reply) const = 0;

  std::optional<Hello> ask(bool ahead) final;
  void hear(const Hello& hello, const Reply& reply) final;
  /// Why it is not complete; empty when it is.
  std::string incomplete_because() const;

  std::unique_ptr<Peel> peel_;

 private:
  virtual Ids offered(const Hello& hello) const = 0;

  Ids universe_;
  Ids doubted_;  // ended without a word: asked again, then everything as a control
  int looks_ = 0;
  bool second_under_way_ = false;
};

/// Which key-exchange groups does it take?
class GroupInquiry final : public PeelInquiry {
 public:
  explicit GroupInquiry(Board* board) : PeelInquiry(board) {}
  GroupFacts facts() const;

 private:
  bool ready() override;
  Hello offer(const Ids& ids) const override;
  std::optional<Id> taken(const Reply& reply) const override;
  Ids offered(const Hello& hello) const override;
  bool choose_version();

  std::optional<Version> version_;
  Ids suites_;
  std::optional<Id> pinned_;  // the curve of an ECDSA leaf, without which nothing is taken
  bool shareless_ = true;  // an empty key_share is answered, so that every group can be asked for
};

/// Which signature algorithms does it sign a TLS 1.2 key exchange with? (--signatures)
class SignatureInquiry final : public PeelInquiry {
 public:
  explicit SignatureInquiry(Board* board) : PeelInquiry(board) {}
  SignatureFacts facts(State sha1, bool asked) const;

 private:
  bool ready() override;
  Hello offer(const Ids& ids) const override;
  std::optional<Id> taken(const Reply& reply) const override;
  Ids offered(const Hello& hello) const override;
};

/// Does it sign with SHA-1 when nothing else is on offer?
class Sha1Inquiry final : public HelloInquiry {
 public:
  explicit Sha1Inquiry(Board* board) : HelloInquiry(board) {}
  State accepted() const { return accepted_; }
  bool asked() const { return asked_; }

 protected:
  std::optional<Hello> ask(bool ahead) override;
  void hear(const Hello& hello, const Reply& reply) override;

 private:
  bool asked_ = false;
  State accepted_ = State::unknown;
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
  bool asked_ = false, carries_features_ = false, without_alpn_ = false;
  Ids asked_suites_;
  Preference preference_ = Preference::unknown;
};

/// What happens without server_name?
class NoNameInquiry final : public HelloInquiry {
 public:
  explicit NoNameInquiry(Board* board) : HelloInquiry(board) {}
  bool asked() const { return asked_; }
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
