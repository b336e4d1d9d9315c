#pragma once

#include <arrow/api.h>
#include <arrow/c/bridge.h>
#include <arrow/io/interfaces.h>
#include <arrow/util/key_value_metadata.h>

#include <atomic>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <utility>

#include "CArrow.h"

namespace tideline {

void Report(const arrow::Status& status, CArrowFailure* failure) noexcept;
void ReportMessage(CArrowFailureCode code, const char* message, CArrowFailure* failure) noexcept;

/// Runs `body` (returning arrow::Status) so that neither a bad status nor any exception gets past the C boundary.
template <class Body>
bool Guard(CArrowFailure* failure, Body&& body) noexcept {
  try {
    arrow::Status status = body();
    if (status.ok()) return true;
    Report(status, failure);
  } catch (const std::bad_alloc&) {
    ReportMessage(CArrowFailureMemory, "out of memory", failure);
  } catch (const std::exception& error) {
    ReportMessage(CArrowFailureInvalidData, error.what(), failure);
  } catch (...) {
    ReportMessage(CArrowFailureInternal, "unknown C++ exception", failure);
  }
  return false;
}

/// A pool that refuses to hold more than its limit, so that a few hostile bytes can't claim all memory.
class BoundedPool : public arrow::MemoryPool {
 public:
  explicit BoundedPool(int64_t limit) : limit_(limit) {}

  using MemoryPool::Allocate;
  using MemoryPool::Free;
  using MemoryPool::Reallocate;

  arrow::Status Allocate(int64_t size, int64_t alignment, uint8_t** out) override;
  arrow::Status Reallocate(int64_t old_size, int64_t new_size, int64_t alignment, uint8_t** ptr) override;
  void Free(uint8_t* buffer, int64_t size, int64_t alignment) override;
  int64_t bytes_allocated() const override { return held_.load(); }
  int64_t max_memory() const override { return held_.load(); }
  int64_t total_bytes_allocated() const override { return total_.load(); }
  int64_t num_allocations() const override { return count_.load(); }
  std::string backend_name() const override { return "bounded"; }

 private:
  arrow::Status Reserve(int64_t bytes);

  arrow::MemoryPool* const wrapped_ = arrow::default_memory_pool();
  const int64_t limit_;
  std::atomic<int64_t> held_{0};
  std::atomic<int64_t> total_{0};
  std::atomic<int64_t> count_{0};
};

/// Exports a batch that keeps the pool of its buffers alive until the consumer releases it.
arrow::Status ExportHolding(
    const arrow::RecordBatch& batch, std::shared_ptr<arrow::MemoryPool> pool, ArrowArray* out);

/// Imports of what the caller keeps owning: valid until the caller's call returns.
arrow::Result<std::shared_ptr<arrow::Schema>> BorrowSchema(const ArrowSchema* schema);
arrow::Result<std::shared_ptr<arrow::RecordBatch>> BorrowBatch(
    const ArrowArray* array, const std::shared_ptr<arrow::Schema>& schema);

/// The schema with every type replaced by its one physical form; fails for types that Spark has no word for.
arrow::Result<std::shared_ptr<arrow::Schema>> NormalSchema(const arrow::Schema& schema);
/// Validates every buffer of the batch (UTF-8 excepted) and converts it to `schema`, which NormalSchema made.
arrow::Result<std::shared_ptr<arrow::RecordBatch>> NormalBatch(
    const arrow::RecordBatch& batch, const std::shared_ptr<arrow::Schema>& schema, arrow::MemoryPool* pool);

/// Converts one validated array to the normal form of its type.
arrow::Result<std::shared_ptr<arrow::Array>> NormalArray(
    const std::shared_ptr<arrow::Array>& array, const std::shared_ptr<arrow::DataType>& target,
    arrow::MemoryPool* pool);
arrow::Result<std::shared_ptr<arrow::Array>> NormalLeaf(
    const std::shared_ptr<arrow::Array>& array, const std::shared_ptr<arrow::DataType>& target,
    arrow::MemoryPool* pool);

/// The same buffers read as `type`, which has the same layout, nested types included.
std::shared_ptr<arrow::ArrayData> Retyped(const arrow::ArrayData& data, const std::shared_ptr<arrow::DataType>& type);

/// Parquet has no intervals as Spark knows them. They are stored as what has their layout (INT32 months; 16 opaque bytes), under
/// a mark in the field's metadata that Parquet files keep in their Arrow schema.
std::shared_ptr<arrow::Field> StoredField(const std::shared_ptr<arrow::Field>& field);
/// The reverse: the interval that a marked field holds.
std::shared_ptr<arrow::Field> MarkedField(const std::shared_ptr<arrow::Field>& field);

}  // namespace tideline

/// `pool` is declared first so that it outlives what the reader's buffers free into it.
struct CArrowReader {
  std::shared_ptr<arrow::MemoryPool> pool;
  std::shared_ptr<void> source;
  std::shared_ptr<arrow::RecordBatchReader> batches;
  std::shared_ptr<arrow::Schema> schema;
};

/// Collects what a writer emits until it is taken.
class ByteSink : public arrow::io::OutputStream {
 public:
  arrow::Status Write(const void* data, int64_t size) override;
  arrow::Status Close() override { closed_ = true; return arrow::Status::OK(); }
  arrow::Result<int64_t> Tell() const override { return position_; }
  bool closed() const override { return closed_; }
  std::string Take() { return std::exchange(bytes_, {}); }

 private:
  std::string bytes_;
  int64_t position_ = 0;
  bool closed_ = false;
};

struct CArrowWriter {
  std::shared_ptr<arrow::Schema> schema;
  std::shared_ptr<ByteSink> sink;
  virtual ~CArrowWriter() = default;
  virtual arrow::Status Append(const arrow::RecordBatch& batch) = 0;
  virtual arrow::Status Finish() = 0;
};
