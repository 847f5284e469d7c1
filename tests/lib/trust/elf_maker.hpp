#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace checkoutdiag::test {

/// A part of an ELF file: bytes that a segment loads and a section names, or only one of the two.
struct ElfPart {
  std::string bytes;
  bool executable = false;
  bool segment = true, section = true;
  bool allocated = true;  // of the section
};

struct ElfRecipe {
  bool wide = true, little = true;
  std::vector<ElfPart> parts;
};

/// An ELF file with no more in it than its headers say; it cannot be run.
class ElfMaker {
 public:
  explicit ElfMaker(const ElfRecipe& recipe) : recipe_(recipe) {}

  std::string make() {
    const std::size_t header = recipe_.wide ? 64 : 52;
    std::string body;
    std::vector<std::uint64_t> offsets;
    for (const ElfPart& part : recipe_.parts) {
      offsets.push_back(header + body.size());
      body += part.bytes;
    }
    std::string segments, sections;
    std::uint64_t segment_count = 0, section_count = 0;
    for (std::size_t i = 0; i < recipe_.parts.size(); ++i) {
      const ElfPart& part = recipe_.parts[i];
      if (part.segment) segments += segment(part, offsets[i]), ++segment_count;
      if (part.section) sections += section(part, offsets[i]), ++section_count;
    }
    const std::uint64_t segments_at = header + body.size();
    const std::uint64_t sections_at = segments_at + segments.size();
    std::string out = std::string("\x7f", 1) + "ELF";
    out += static_cast<char>(recipe_.wide ? 2 : 1);
    out += static_cast<char>(recipe_.little ? 1 : 2);
    out += '\x01';
    out.resize(16, '\0');
    out += number(3, 2) + number(62, 2) + number(1, 4) + word(0) + word(segments_at) +
           word(section_count ? sections_at : 0) + number(0, 4) + number(header, 2) +
           number(recipe_.wide ? 56 : 32, 2) + number(segment_count, 2) +
           number(recipe_.wide ? 64 : 40, 2) + number(section_count, 2) + number(0, 2);
    return out + body + segments + sections;
  }

 private:
  std::string number(std::uint64_t value, int bytes) const {
    std::string out;
    for (int i = 0; i < bytes; ++i)
      out += static_cast<char>(value >> 8 * (recipe_.little ? i : bytes - 1 - i) & 0xff);
    return out;
  }
  std::string word(std::uint64_t value) const { return number(value, recipe_.wide ? 8 : 4); }

  std::string segment(const ElfPart& part, std::uint64_t offset) const {
    const std::string flags = number(part.executable ? 5 : 4, 4);
    const std::string places = word(offset) + word(offset) + word(offset) +
                               word(part.bytes.size()) + word(part.bytes.size());
    return recipe_.wide ? number(1, 4) + flags + places + word(1)
                        : number(1, 4) + places + flags + word(1);
  }

  std::string section(const ElfPart& part, std::uint64_t offset) const {
    const std::uint64_t flags = (part.allocated ? 2u : 0u) | (part.executable ? 4u : 0u);
    return number(0, 4) + number(1, 4) + word(flags) + word(offset) + word(offset) +
           word(part.bytes.size()) + number(0, 4) + number(0, 4) + word(1) + word(0);
  }

  ElfRecipe recipe_;
};

}  // namespace checkoutdiag::test
