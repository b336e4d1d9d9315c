#pragma once

// The C face of libarrow and libparquet that `Columns` uses. No C++ exception leaves it: every call that can fail returns
// false and fills a CArrowFailure. Arrays cross it through the Arrow C Data Interface, in a closed set of layouts
// (see CArrowNormalize.cpp), so that the Swift side needs to know one physical form per Spark type.

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The Arrow C Data Interface, as its specification asks every user to declare it (Apache Arrow, "The Arrow C data interface").
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};
#endif

typedef enum CArrowFailureCode {
    CArrowFailureInvalidData = 1,
    CArrowFailureUnsupported = 2,
    CArrowFailureMemory = 3,
    CArrowFailureInputOutput = 4,
    CArrowFailureOutOfRange = 5,
    CArrowFailureInternal = 6,
} CArrowFailureCode;

typedef struct CArrowFailure {
    CArrowFailureCode code;
    char message[400];
} CArrowFailure;

/// Bytes that the library owns; give them back with carrow_bytes_release.
typedef struct CArrowBytes {
    const uint8_t *data;
    int64_t size;
    void *owner;
} CArrowBytes;

void carrow_bytes_release(CArrowBytes *bytes);

/// Gives memory that the default pool holds and nobody uses back to the system.
void carrow_release_unused(void);

/// Has the system's allocator give blocks of `bytes` and more back as soon as they are freed, where it can be told so (glibc).
void carrow_return_blocks(int32_t bytes);

/// A sequence of record batches that is pulled: an IPC stream or a selection of a Parquet file.
typedef struct CArrowReader CArrowReader;

/// Copies `bytes`; allocations made while decoding are bounded by `memory_limit`.
bool carrow_open_stream(
    const uint8_t *bytes, int64_t size, int64_t memory_limit, CArrowReader **out, CArrowFailure *failure);
/// Every type of the schema is one of the closed set.
bool carrow_reader_schema(CArrowReader *reader, struct ArrowSchema *out, CArrowFailure *failure);
/// Whether the source's own types are those of the schema above already, so that its batches need no conversion.
bool carrow_reader_is_normal(const CArrowReader *reader);
/// A struct array of the next batch, fully validated except for UTF-8; `out->release` is NULL at the end.
bool carrow_reader_next(CArrowReader *reader, struct ArrowArray *out, CArrowFailure *failure);
void carrow_reader_close(CArrowReader *reader);

/// Writers keep what they made until it is taken. Schemas and arrays given to them are borrowed for the call.
typedef struct CArrowWriter CArrowWriter;

typedef enum CArrowCompression {
    CArrowCompressionNone = 0,
    CArrowCompressionLZ4 = 1,
    CArrowCompressionZSTD = 2,
    CArrowCompressionSnappy = 3,
    CArrowCompressionGzip = 4,
} CArrowCompression;

/// Decompresses gzip or zstd, however many members or frames follow one another; fails with CArrowFailureOutOfRange
/// rather than give more than `limit` bytes.
bool carrow_decompress(
    CArrowCompression compression, const uint8_t *bytes, int64_t size, int64_t limit, CArrowBytes *out,
    CArrowFailure *failure);

typedef struct CArrowParquetOptions {
    CArrowCompression compression;
    /// INT32_MIN for the codec's own default.
    int32_t compression_level;
    int64_t row_group_rows;
    bool dictionary;
    bool statistics;
    const char *const *metadata_keys;
    const char *const *metadata_values;
    int64_t metadata_count;
} CArrowParquetOptions;

bool carrow_open_stream_writer(
    const struct ArrowSchema *schema, CArrowCompression compression, CArrowWriter **out, CArrowFailure *failure);
bool carrow_open_parquet_writer(
    const struct ArrowSchema *schema, const CArrowParquetOptions *options, CArrowWriter **out, CArrowFailure *failure);
bool carrow_writer_append(CArrowWriter *writer, const struct ArrowArray *batch, CArrowFailure *failure);
bool carrow_writer_finish(CArrowWriter *writer, CArrowFailure *failure);
/// What was written since the last call.
bool carrow_writer_take(CArrowWriter *writer, CArrowBytes *out, CArrowFailure *failure);
void carrow_writer_close(CArrowWriter *writer);

typedef struct CArrowParquet CArrowParquet;

/// Copies `bytes`.
bool carrow_parquet_open_bytes(
    const uint8_t *bytes, int64_t size, int64_t memory_limit, CArrowParquet **out, CArrowFailure *failure);
bool carrow_parquet_open_path(
    const char *path, int64_t memory_limit, CArrowParquet **out, CArrowFailure *failure);
bool carrow_parquet_schema(CArrowParquet *file, struct ArrowSchema *out, CArrowFailure *failure);
int64_t carrow_parquet_row_count(CArrowParquet *file);
int64_t carrow_parquet_row_group_count(CArrowParquet *file);
bool carrow_parquet_row_group(
    CArrowParquet *file, int64_t index, int64_t *rows, int64_t *bytes, CArrowFailure *failure);
/// The footer's key-value metadata; the strings live as long as the file.
int64_t carrow_parquet_metadata_count(CArrowParquet *file);
void carrow_parquet_metadata(
    CArrowParquet *file, int64_t index, const char **key, int64_t *key_size, const char **value, int64_t *value_size);
/// `fields` are indices of top-level fields in ascending order; a negative `group_count` means every row group. The reader
/// outlives the file.
bool carrow_parquet_read(
    CArrowParquet *file, const int32_t *fields, int64_t field_count, const int32_t *groups, int64_t group_count,
    int64_t batch_rows, CArrowReader **out, CArrowFailure *failure);
void carrow_parquet_close(CArrowParquet *file);

/// One struct array that holds the rows of all `batches` in order.
bool carrow_concatenate(
    const struct ArrowSchema *schema, const struct ArrowArray *const *batches, int64_t count, struct ArrowArray *out,
    CArrowFailure *failure);

/// Shortest text that reads back as the same finite number, as JSON allows it; at most 32 bytes. Returns their count.
int32_t carrow_format_double(double value, char *out);
int32_t carrow_format_float(float value, char *out);

#ifdef __cplusplus
}
#endif
