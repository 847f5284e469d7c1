#include <algorithm>

#include "lib/regex/program.hpp"
#include "lib/regex/unicode.hpp"

// Back references, written out: (\d)\1 becomes 00|11|22|…
namespace checkoutdiag::regex {
namespace {

using Word = std::vector<Point>;

[[noreturn]] void give_up(const char* why) {
  throw PatternError(PatternError::Why::unsupported, why);
}

class Writer {
 public:
  Writer(Tree& tree, std::size_t most) : tree_(tree), most_(most) {}

  void run() {
    // The last group first: what is within another one is gone before that one's words are asked
    // for.
    for (int group = tree_.groups; group > 0; --group)
      while (refers(tree_.root, group))
        write_out(group);
  }

 private:
  Node& at(int index) { return tree_.nodes[static_cast<std::size_t>(index)]; }
  const Node& at(int index) const { return tree_.nodes[static_cast<std::size_t>(index)]; }

  bool refers(int index, int group) const {
    const Node& node = at(index);
    if (node.kind == Kind::reference && node.number == group) return true;
    return std::any_of(node.children.begin(), node.children.end(),
                       [&](int each) { return refers(each, group); });
  }

  bool has_group(int index, int group) const {
    const Node& node = at(index);
    if (node.kind == Kind::group && node.number == group) return true;
    return std::any_of(node.children.begin(), node.children.end(),
                       [&](int each) { return has_group(each, group); });
  }

  // The smallest part that has the group and all that refers to it.
  void write_out(int group) {
    int* where = &tree_.root;
    while (true) {
      std::vector<int>& children = at(*where).children;
      const auto whole = std::find_if(children.begin(), children.end(), [&](int each) {
        return has_group(each, group) && refers(each, group);
      });
      if (whole == children.end()) break;
      const auto others = std::count_if(children.begin(), children.end(), [&](int each) {
        return each != *whole && (has_group(each, group) || refers(each, group));
      });
      if (others > 0) break;
      where = &*whole;
    }
    const Node part = at(*where);
    if (part.kind != Kind::sequence)
      give_up("a back reference apart from its group is not supported");
    const auto home = std::find_if(part.children.begin(), part.children.end(),
                                   [&](int each) { return has_group(each, group); });
    if (home == part.children.end() || refers(*home, group) || !is_certain(*home, group))
      give_up("a back reference to a group that may not take part is not supported");
    const std::vector<Word> words = words_of(find_group(*home, group));
    // Copies move the nodes, and with them what `where` points to.
    const int old = *where;
    std::vector<int> choices;
    for (const Word& each : words)
      choices.push_back(copy(old, group, each));
    Node choice;
    choice.kind = Kind::choice;
    choice.children = std::move(choices);
    replace(old, add(std::move(choice)));
  }

  void replace(int old, int with) {
    if (tree_.root == old) tree_.root = with;
    for (std::size_t i = 0; i < tree_.nodes.size(); ++i)
      if (static_cast<int>(i) != with)
        for (int& child : tree_.nodes[i].children)
          if (child == old) child = with;
  }

  // It is passed on every way through the part, once.
  bool is_certain(int index, int group) const {
    const Node& node = at(index);
    if (node.kind == Kind::group && node.number == group) return true;
    if (node.kind != Kind::sequence && node.kind != Kind::group) return false;
    return std::any_of(node.children.begin(), node.children.end(),
                       [&](int each) { return has_group(each, group) && is_certain(each, group); });
  }

  int find_group(int index, int group) const {
    const Node& node = at(index);
    if (node.kind == Kind::group && node.number == group) return index;
    for (int each : node.children)
      if (has_group(each, group)) return find_group(each, group);
    return index;
  }

  std::vector<Word> words_of(int index) const {
    std::vector<Word> words = {{}};
    const Node& node = at(index);
    const auto check = [&](std::size_t count) {
      if (count > most_) give_up("a back reference to a group with many words is not supported");
    };
    const auto times = [&](const std::vector<Word>& more) {
      check(words.size() * more.size());
      std::vector<Word> longer;
      for (const Word& first : words)
        for (const Word& second : more) {
          longer.push_back(first);
          longer.back().insert(longer.back().end(), second.begin(), second.end());
        }
      words = std::move(longer);
    };
    switch (node.kind) {
      case Kind::empty:
        return words;
      case Kind::set:
        check(node.set.count());
        words.clear();
        for (const Range& each : node.set.ranges())
          for (Point point = each.first; point <= each.last; ++point)
            words.push_back({point});
        return words;
      case Kind::group:
      case Kind::sequence:
        for (int each : node.children)
          times(words_of(each));
        return words;
      case Kind::choice:
        words.clear();
        for (int each : node.children) {
          const std::vector<Word> more = words_of(each);
          words.insert(words.end(), more.begin(), more.end());
          check(words.size());
        }
        return words;
      case Kind::repeat: {
        if (node.most == kNoLimit) check(most_ + 1);
        const std::vector<Word> once = words_of(node.children.front());
        std::vector<Word> all;
        for (std::uint32_t i = 0; i <= node.most; ++i) {
          if (i >= node.least) all.insert(all.end(), words.begin(), words.end());
          check(all.size());
          if (i < node.most) times(once);
        }
        return all;
      }
      default:
        give_up("a back reference to a group with an assertion is not supported");
    }
  }

  int add(Node node) {
    constexpr std::size_t kMostNodes = 400'000;
    if (tree_.nodes.size() >= kMostNodes)
      throw PatternError(PatternError::Why::large, "its back references are too many");
    tree_.nodes.push_back(std::move(node));
    return static_cast<int>(tree_.nodes.size()) - 1;
  }

  int word(const Word& letters, bool ignore_case) {
    Node sequence;
    sequence.kind = Kind::sequence;
    for (Point each : letters) {
      Node letter;
      letter.kind = Kind::set;
      letter.set = CharSet::one(each);
      if (ignore_case) letter.set = close_case(letter.set, tree_.meaning.unicode_case);
      sequence.children.push_back(add(std::move(letter)));
    }
    if (sequence.children.empty()) sequence.kind = Kind::empty;
    return add(std::move(sequence));
  }

  int copy(int index, int group, const Word& letters) {
    const Node node = at(index);
    if (node.kind == Kind::group && node.number == group) return word(letters, false);
    if (node.kind == Kind::reference && node.number == group)
      return word(letters, node.ignore_case);
    Node same = node;
    for (int& each : same.children)
      each = copy(each, group, letters);
    return add(std::move(same));
  }

  Tree& tree_;
  const std::size_t most_;
};

}  // namespace

Tree write_out_references(Tree tree, std::size_t most_words) {
  Writer(tree, most_words).run();
  return tree;
}

}  // namespace checkoutdiag::regex
