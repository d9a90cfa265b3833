// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <stdexcept>
#include <string>

namespace parvis {

/// Root of everything Parvis throws: a broken environment or broken code, never a bad row or a bad
/// request (those are values). The message says what failed, on which thing, and why.
class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A geometry that cannot be used as asked (a ring of two points, a polygon given to cut()).
class GeometryError : public Error {
public:
    using Error::Error;
};

/// A coordinate system that PROJ does not know, or a transformation that failed.
class ProjectionError : public Error {
public:
    using Error::Error;
};

/// A source or definition file that cannot be used: missing, unreadable, a wrong column name, an
/// unknown CRS. Names file, line and column where known, and what to do, in words for a clerk.
class SourceError : public Error {
public:
    using Error::Error;
};

/// Bytes that cannot be encoded or decoded as promised.
class EncodingError : public Error {
public:
    using Error::Error;
};

/// The register or a version on disk is not as Parvis left it.
class StoreError : public Error {
public:
    using Error::Error;
};

}  // namespace parvis
