#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "lib/text/json_elements.hpp"
#include "lib/text/json_parts.hpp"
#include "lib/token/capture.hpp"

namespace checkoutdiag::token {

/// Reads a HAR 1.2 file entry by entry: what it keeps of each is small, however large the file is.
class HarReader {
 public:
  explicit HarReader(Capture& capture, const Expected& expected);

  /// One item of log.entries.
  void entry(std::string_view text);
  /// The object log.creator.
  void creator(std::string_view text);

 private:
  void read_request_headers(const text::JsonMembers& request, Entry& entry, bool may_have);
  void read_body(const text::JsonMembers& request, Entry& entry, bool may_have);
  void read_reply(const text::JsonMembers& reply, Entry& entry, bool may_have);
  void read_content(const text::JsonMembers& content, Entry& entry, bool may_have);
  void read_messages(const text::JsonMembers& members, Entry& entry);
  void look_for_cards(const Entry& entry, LeakPlace place, std::string_view text);
  void note_entered(const Entry& entry);
  void note(const Entry& entry, LeakPlace place, const CardDatum& datum);

  Capture& capture_;
  const Expected& expected_;
  std::size_t number_ = 0, kept_ = 0;
  // What the headers of this request say of its body.
  std::optional<bool> has_length_;
  bool has_type_ = false;
};

/// A HAR file that comes in pieces.
class HarFile {
 public:
  explicit HarFile(const Expected& expected);
  HarFile(const HarFile&) = delete;
  HarFile& operator=(const HarFile&) = delete;

  void feed(std::string_view piece);
  /// What was in it; once. Throws Failure(input), which names `file`, when it was none.
  Capture finish(const std::string& file);

 private:
  const Expected& expected_;
  Capture capture_;
  HarReader reader_;
  text::JsonElements elements_;
  bool has_begun_ = false, has_log_ = false;
};

/// The whole of a HAR file, or of stdin for "-". Throws Failure(input) when it is none.
Capture read_har(const std::string& path, const Expected& expected);

}  // namespace checkoutdiag::token
