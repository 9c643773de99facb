/** @file Chooses the kernels: once, by what the processor has or what KVALSPC_ISA says. */
#include "dispatch.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

#include <kvalspc/error.hpp>
#include <kvalspc/isa.hpp>

namespace kvalspc {

namespace generic {
extern const kernel::Table table;
}
#ifdef KVALSPC_X86_LEVELS
namespace x86_64_v3 {
extern const kernel::Table table;
}
namespace x86_64_v4 {
extern const kernel::Table table;
}
#endif

namespace {

/** The levels that the processor has, the plainest first. */
class Levels {
 public:
  Levels() {
    add("generic", generic::table);
#ifdef KVALSPC_X86_LEVELS
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") ||
        !__builtin_cpu_supports("bmi2") || !__builtin_cpu_supports("fma"))
      return;
#ifndef __clang__  // which does not know the name; a virtual machine may hide it, and counting zeros would go
                   // wrong
    if (!__builtin_cpu_supports("lzcnt")) return;
#endif
    add("x86_64_v3", x86_64_v3::table);
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512dq") ||
        !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512bw") ||
        !__builtin_cpu_supports("avx512cd"))
      return;
    add("x86_64_v4", x86_64_v4::table);
#endif
  }
  [[nodiscard]] std::span<const std::string_view> names() const { return {names_.data(), size_}; }
  [[nodiscard]] const kernel::Table* best() const { return tables_[size_ - 1]; }
  [[nodiscard]] const kernel::Table* named(std::string_view name, const char* what) const {
    std::string known;
    for (std::size_t k = 0; k < size_; ++k) {
      if (names_[k] == name) return tables_[k];
      known.append(k == 0 ? "" : ", ").append(names_[k]);
    }
    std::string wanted;
    wanted.append("\"").append(name).append("\"");
    detail::throw_invalid(what, wanted, known.insert(0, "one of "));
  }

 private:
  void add(std::string_view name, const kernel::Table& table) {
    names_[size_] = name;
    tables_[size_] = &table;
    ++size_;
  }
  std::array<std::string_view, 3> names_{};
  std::array<const kernel::Table*, 3> tables_{};
  std::size_t size_ = 0;
};

const Levels& levels() {
  static const Levels found;
  return found;
}

/** The table in use. */
std::atomic<const kernel::Table*>& chosen() {
  static std::atomic<const kernel::Table*> table = [] {
    const char* wish = std::getenv("KVALSPC_ISA");
    return wish == nullptr || *wish == '\0' ? levels().best() : levels().named(wish, "KVALSPC_ISA");
  }();
  return table;
}

}  // namespace

const kernel::Table& kernel::table() { return *chosen().load(std::memory_order_relaxed); }

std::string_view isa() {
  const kernel::Table* now = chosen().load(std::memory_order_relaxed);
  for (const std::string_view name : levels().names()) {
    if (levels().named(name, "isa") == now) return name;
  }
  return {};
}

std::span<const std::string_view> isas() { return levels().names(); }

void use_isa(std::string_view name) {
  chosen().store(levels().named(name, "isa"), std::memory_order_relaxed);
}

}  // namespace kvalspc
