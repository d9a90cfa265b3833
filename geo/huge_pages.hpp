// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <vector>

namespace parvis::geo {

/// Asks for large pages where they matter. An index of 100 MB that is read in no order misses the
/// processor's table of pages nearly each time with pages of 4 kB, and hardly ever with 2 MB. Where
/// the kernel gives none, memory is as usual.
template <class T>
struct HugePages {
    using value_type = T;

    HugePages() = default;
    template <class Other>
    explicit HugePages(const HugePages<Other>&) noexcept
    {
    }

    [[nodiscard]] T* allocate(std::size_t count)
    {
        const std::size_t bytes = count * sizeof(T);
        if (bytes < least) {
            return static_cast<T*>(::operator new(bytes));
        }
        const std::size_t whole = (bytes + page - 1) / page * page;
        void* const memory = std::aligned_alloc(page, whole);
        if (memory == nullptr) {
            throw std::bad_alloc();
        }
#ifdef MADV_HUGEPAGE
        madvise(memory, whole, MADV_HUGEPAGE);  // advice: refused where it is not known
#endif
        return static_cast<T*>(memory);
    }

    void deallocate(T* memory, std::size_t count) noexcept
    {
        if (count * sizeof(T) < least) {
            ::operator delete(memory);
        } else {
            std::free(memory);
        }
    }

    friend bool operator==(const HugePages&, const HugePages&) { return true; }

private:
    static constexpr std::size_t page = std::size_t{2} << 20;
    static constexpr std::size_t least = 2 * page;
};

template <class T>
using LargeVector = std::vector<T, HugePages<T>>;

}  // namespace parvis::geo
