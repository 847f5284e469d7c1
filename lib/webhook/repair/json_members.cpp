#include <algorithm>

#include "lib/webhook/repair/json_writer.hpp"

namespace checkoutdiag::webhook {
namespace {

using text::JsonToken;
using Kind = JsonToken::Kind;

struct Member {
  std::string name;
  std::size_t key = 0;  // where its tokens begin
};

class Sorter {
 public:
  Sorter(const Tokens& tokens, MemberOrder order)
      : tokens_(tokens), order_(order), after_(tokens.size()) {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      after_[i] = i + 1;
      if (tokens[i].kind == Kind::object_begin || tokens[i].kind == Kind::array_begin)
        open.push_back(i);
      if (tokens[i].kind != Kind::object_end && tokens[i].kind != Kind::array_end) continue;
      after_[open.back()] = i + 1;
      open.pop_back();
    }
    out_.reserve(tokens.size());
  }

  Tokens sorted() {
    if (!tokens_.empty()) put_value(0, true);
    return std::move(out_);
  }

 private:
  // No deeper than JsonTokens::kDeepest.
  void put_value(std::size_t at, bool outermost) {
    const std::size_t end = after_[at] - 1;
    out_.push_back(tokens_[at]);
    if (tokens_[at].kind == Kind::object_begin) {
      for (const Member& member : members_of(at, outermost)) {
        out_.push_back(tokens_[member.key]);
        put_value(member.key + 1, false);
      }
    } else if (tokens_[at].kind == Kind::array_begin) {
      for (std::size_t i = at + 1; i < end; i = after_[i])
        put_value(i, false);
    }
    if (end > at) out_.push_back(tokens_[end]);
  }

  std::vector<Member> members_of(std::size_t object, bool outermost) const {
    std::vector<Member> members;
    for (std::size_t i = object + 1; i + 1 < after_[object]; i = after_[i + 1]) {
      Member member{.key = i};
      if (!text::unescape_json(tokens_[i].raw, member.name)) member.name = tokens_[i].raw;
      members.push_back(std::move(member));
    }
    if (!outermost && order_ == MemberOrder::outer_by_name) return members;
    const bool by_length = order_ == MemberOrder::by_name_length;
    std::stable_sort(members.begin(), members.end(), [&](const Member& a, const Member& b) {
      if (by_length && a.name.size() != b.name.size()) return a.name.size() < b.name.size();
      return a.name < b.name;
    });
    return members;
  }

  const Tokens& tokens_;
  MemberOrder order_;
  std::vector<std::size_t> after_;  // the token behind the value that begins here
  Tokens out_;
};

}  // namespace

Tokens with_order(const Tokens& tokens, MemberOrder order) {
  return Sorter(tokens, order).sorted();
}

}  // namespace checkoutdiag::webhook
