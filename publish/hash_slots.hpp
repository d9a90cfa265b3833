// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace parvis::publish {

/// From texts that stand elsewhere to their numbers: an open-addressing table that holds only
/// hashes and numbers, so that a million ids cost 16 MB and no allocation each.
class HashSlots {
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    /// Makes room for `count` texts at once: growing moves every slot again, all over the memory.
    void reserve(std::size_t count)
    {
        while (2 * count > m_slots.size()) {
            grow();
        }
    }

    /// The number under which `text` was inserted, or `none`. `text_of(number)` gives a text back.
    template <typename TextOf>
    [[nodiscard]] std::uint32_t find(std::string_view text, TextOf&& text_of) const
    {
        if (m_slots.empty()) {
            return none;
        }
        const auto hash = hash_of(text);
        for (std::size_t i = hash & m_mask;; i = (i + 1) & m_mask) {
            const auto& slot = m_slots[i];
            if (slot.number == none || (slot.hash == hash && text_of(slot.number) == text)) {
                return slot.number;
            }
        }
    }

    [[nodiscard]] static std::uint32_t hash_of(std::string_view text)
    {
        const auto hash = std::hash<std::string_view>{}(text);
        return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
    }

    // Large tables lie all over the memory: who inserts many texts asks for the slots of some at
    // once, then goes through them.

    /// Begins to bring what find() and insert() will look at first.
    void prefetch(std::uint32_t hash) const
    {
        if (!m_slots.empty()) {
            __builtin_prefetch(&m_slots[hash & m_mask]);
        }
    }
    /// A number whose text may be the one with this hash: what it will most likely be compared
    /// with.
    [[nodiscard]] std::uint32_t likely(std::uint32_t hash) const
    {
        if (m_slots.empty()) {
            return none;
        }
        const auto& slot = m_slots[hash & m_mask];
        return slot.hash == hash ? slot.number : none;
    }

    /// The number of an equal text that is there already; else inserts `number` and gives `none`.
    template <typename TextOf>
    std::uint32_t insert(std::string_view text, std::uint32_t number, TextOf&& text_of)
    {
        return insert(text, hash_of(text), number, text_of);
    }
    template <typename TextOf>
    std::uint32_t insert(std::string_view text, std::uint32_t hash, std::uint32_t number,
                         TextOf&& text_of)
    {
        reserve(m_count + 1);
        for (std::size_t i = hash & m_mask;; i = (i + 1) & m_mask) {
            auto& slot = m_slots[i];
            if (slot.number == none) {
                slot = {hash, number};
                ++m_count;
                return none;
            }
            if (slot.hash == hash && text_of(slot.number) == text) {
                return slot.number;
            }
        }
    }

private:
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t number = none;
    };

    void grow()
    {
        std::vector<Slot> bigger(m_slots.empty() ? 64 : m_slots.size() * 2);
        m_mask = bigger.size() - 1;
        for (const auto& slot : m_slots) {
            if (slot.number != none) {
                std::size_t i = slot.hash & m_mask;
                while (bigger[i].number != none) {
                    i = (i + 1) & m_mask;
                }
                bigger[i] = slot;
            }
        }
        m_slots.swap(bigger);
    }

    std::vector<Slot> m_slots;
    std::size_t m_mask = 0;
    std::size_t m_count = 0;
};

}  // namespace parvis::publish
