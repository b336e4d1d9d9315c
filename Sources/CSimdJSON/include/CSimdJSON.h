#pragma once

// The C face of simdjson that `Ingest` uses: one JSON object becomes a flat list of its values, checked in full. No C++
// exception leaves it.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes that must be readable behind the record; their content doesn't matter.
#define CSIMDJSON_PADDING 64

typedef enum CSimdJSONKind : uint8_t {
    CSimdJSONNull,
    CSimdJSONFalse,
    CSimdJSONTrue,
    /// A number of digits only that 64 bits hold, in `number`.
    CSimdJSONInteger,
    /// A number of digits only that 64 bits don't hold; `number` as for `CSimdJSONNumber`.
    CSimdJSONBigInteger,
    /// Any other number; its double's bits are in `number`, unless it is too large for one.
    CSimdJSONNumber,
    CSimdJSONString,
    CSimdJSONObject,
    CSimdJSONArray,
} CSimdJSONKind;

/// A value. Those inside of it follow it, up to `next`.
typedef struct CSimdJSONEvent {
    /// A member's name, without escapes; NULL for the record itself and elements of arrays.
    const uint8_t *key;
    /// A string's text, without escapes; the JSON of all other values.
    const uint8_t *text;
    int64_t number;
    uint32_t keyLength;
    uint32_t textLength;
    /// The value's JSON, as a place in the record.
    uint32_t rawStart;
    uint32_t rawLength;
    /// Index of the event behind this value.
    uint32_t next;
    CSimdJSONKind kind;
    /// Of the two number kinds: `number` is a double's bits.
    bool hasDouble;
} CSimdJSONEvent;

typedef enum CSimdJSONStatus {
    CSimdJSONParsed,
    CSimdJSONMalformed,
    CSimdJSONInvalidUTF8,
    /// It may be JSON, but is no object.
    CSimdJSONNotAnObject,
    CSimdJSONTooDeep,
    /// More values than the limit, or more bytes than can be addressed.
    CSimdJSONTooLarge,
    CSimdJSONOutOfMemory,
} CSimdJSONStatus;

typedef struct CSimdJSONParser CSimdJSONParser;

/// NULL without memory.
CSimdJSONParser *csimdjson_create(uint32_t depthLimit, uint32_t eventLimit);
void csimdjson_destroy(CSimdJSONParser *parser);

/// The events are the record's, the whole object first; they and the texts that they point to stay until the next call
/// and as long as the record's bytes.
CSimdJSONStatus csimdjson_parse(
    CSimdJSONParser *parser, const uint8_t *record, size_t length, const CSimdJSONEvent **events, uint32_t *count
);

#ifdef __cplusplus
}
#endif
