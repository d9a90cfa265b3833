// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/source.hpp"
#include "geo/error.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include <unistd.h>

namespace parvis::fuzz {

/// A file in memory of this process alone, written anew for each input.
inline std::filesystem::path fuzzed_file(const unsigned char* bytes, std::size_t size,
                                         const char* extension)
{
    static const struct Folder {
        std::string name = "/dev/shm/parvis-fuzz-XXXXXX";

        Folder()
        {
            if (mkdtemp(name.data()) == nullptr) {
                std::abort();
            }
        }
        Folder(const Folder&) = delete;
        Folder& operator=(const Folder&) = delete;
        ~Folder()
        {
            std::error_code ignored;
            std::filesystem::remove_all(name, ignored);
        }
    } folder;
    const std::filesystem::path file = folder.name + "/input" + extension;
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(size));
    return file;
}

/// Any bytes are rows or one sentence; each row has a cell for each column, and lines go up.
inline void read_all(const datasets::SourceOptions& options)
{
    try {
        const auto source = datasets::open_source(options);
        datasets::SourceRow row;
        std::uint64_t line = 0;
        volatile unsigned char seen = 0;  // so that every byte of every cell is looked at
        while (source->next(row)) {
            if (row.cells.size() != source->columns().size() || row.line <= line) {
                std::abort();
            }
            line = row.line;
            for (const std::string_view cell : row.cells) {
                for (const char c : cell) {
                    seen = static_cast<unsigned char>(c);
                }
            }
        }
        source->check_unchanged();
    } catch (const SourceError& error) {
        if (std::string_view(error.what()).empty()) {
            std::abort();
        }
    }
}

}  // namespace parvis::fuzz
