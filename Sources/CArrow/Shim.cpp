#include "Shim.h"

#include <arrow/io/interfaces.h>

#include <charconv>
#include <cmath>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace tideline {

static CArrowFailureCode CodeOf(const arrow::Status& status) {
  switch (status.code()) {
    case arrow::StatusCode::OutOfMemory: return CArrowFailureMemory;
    case arrow::StatusCode::NotImplemented: return CArrowFailureUnsupported;
    case arrow::StatusCode::IOError: return CArrowFailureInputOutput;
    case arrow::StatusCode::CapacityError: return CArrowFailureOutOfRange;
    case arrow::StatusCode::UnknownError: return CArrowFailureInternal;
    default: return CArrowFailureInvalidData;
  }
}

void ReportMessage(CArrowFailureCode code, const char* message, CArrowFailure* failure) noexcept {
  failure->code = code;
  size_t size = 0;
  // The first line only: what follows are Arrow's source locations.
  while (size + 1 < sizeof(failure->message) && message[size] != 0 && message[size] != '\n') {
    failure->message[size] = message[size];
    size += 1;
  }
  failure->message[size] = 0;
}

void Report(const arrow::Status& status, CArrowFailure* failure) noexcept {
  ReportMessage(CodeOf(status), status.message().c_str(), failure);
}

arrow::Status BoundedPool::Reserve(int64_t bytes) {
  if (held_.fetch_add(bytes) > limit_ - bytes) {
    held_.fetch_sub(bytes);
    return arrow::Status::OutOfMemory("the data needs more memory than the limit of ", limit_, " bytes");
  }
  if (bytes > 0) total_.fetch_add(bytes);
  count_.fetch_add(1);
  return arrow::Status::OK();
}

arrow::Status BoundedPool::Allocate(int64_t size, int64_t alignment, uint8_t** out) {
  if (size < 0 || size > limit_) return arrow::Status::OutOfMemory("the data asks for ", size, " bytes at once");
  ARROW_RETURN_NOT_OK(Reserve(size));
  arrow::Status status = wrapped_->Allocate(size, alignment, out);
  if (!status.ok()) held_.fetch_sub(size);
  return status;
}

arrow::Status BoundedPool::Reallocate(int64_t old_size, int64_t new_size, int64_t alignment, uint8_t** ptr) {
  if (new_size < 0 || new_size > limit_) {
    return arrow::Status::OutOfMemory("the data asks for ", new_size, " bytes at once");
  }
  ARROW_RETURN_NOT_OK(Reserve(new_size - old_size));
  arrow::Status status = wrapped_->Reallocate(old_size, new_size, alignment, ptr);
  if (!status.ok()) held_.fetch_sub(new_size - old_size);
  return status;
}

void BoundedPool::Free(uint8_t* buffer, int64_t size, int64_t alignment) {
  wrapped_->Free(buffer, size, alignment);
  held_.fetch_sub(size);
}

namespace {

struct HeldBatch {
  ArrowArray array;
  std::shared_ptr<arrow::MemoryPool> pool;
};

void ReleaseHeld(ArrowArray* array) {
  auto held = static_cast<HeldBatch*>(array->private_data);
  held->array.release(&held->array);
  delete held;
  array->release = nullptr;
}

void KeepSchema(ArrowSchema* schema) { schema->release = nullptr; }
void KeepArray(ArrowArray* array) { array->release = nullptr; }

}  // namespace

arrow::Status ExportHolding(
    const arrow::RecordBatch& batch, std::shared_ptr<arrow::MemoryPool> pool, ArrowArray* out) {
  auto held = std::make_unique<HeldBatch>();
  held->pool = std::move(pool);
  ARROW_RETURN_NOT_OK(arrow::ExportRecordBatch(batch, &held->array));
  *out = held->array;
  out->release = ReleaseHeld;
  out->private_data = held.release();
  return arrow::Status::OK();
}

arrow::Result<std::shared_ptr<arrow::Schema>> BorrowSchema(const ArrowSchema* schema) {
  ArrowSchema copy = *schema;
  copy.release = KeepSchema;
  return arrow::ImportSchema(&copy);
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> BorrowBatch(
    const ArrowArray* array, const std::shared_ptr<arrow::Schema>& schema) {
  ArrowArray copy = *array;
  copy.release = KeepArray;
  return arrow::ImportRecordBatch(&copy, schema);
}

template <class Number>
static int32_t FormatNumber(Number value, char* out) {
  const Number magnitude = std::fabs(value);
  const bool plain = magnitude == 0 || (magnitude >= Number(1e-5) && magnitude < Number(1e15));
  char* const limit = out + 30;
  auto end = std::to_chars(out, limit, value, plain ? std::chars_format::fixed : std::chars_format::scientific).ptr;
  if (plain && std::memchr(out, '.', static_cast<size_t>(end - out)) == nullptr) {
    *end++ = '.';
    *end++ = '0';
  }
  return static_cast<int32_t>(end - out);
}

}  // namespace tideline

arrow::Status ByteSink::Write(const void* data, int64_t size) {
  if (size < 0) return arrow::Status::Invalid("negative size");
  bytes_.append(static_cast<const char*>(data), static_cast<size_t>(size));
  position_ += size;
  return arrow::Status::OK();
}

extern "C" {

void carrow_bytes_release(CArrowBytes* bytes) {
  delete static_cast<std::string*>(bytes->owner);
  *bytes = CArrowBytes{};
}

void carrow_return_blocks(int32_t bytes) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, bytes);
#else
  (void)bytes;
#endif
}

void carrow_release_unused(void) { arrow::default_memory_pool()->ReleaseUnused(); }

bool carrow_reader_schema(CArrowReader* reader, ArrowSchema* out, CArrowFailure* failure) {
  return tideline::Guard(failure, [&] { return arrow::ExportSchema(*reader->schema, out); });
}

bool carrow_reader_is_normal(const CArrowReader* reader) {
  const auto& own = reader->batches->schema()->fields();
  const auto& normal = reader->schema->fields();
  return std::equal(own.begin(), own.end(), normal.begin(), normal.end(),
      [](const auto& left, const auto& right) { return left->type()->Equals(*right->type()); });
}

bool carrow_reader_next(CArrowReader* reader, ArrowArray* out, CArrowFailure* failure) {
  return tideline::Guard(failure, [&]() -> arrow::Status {
    std::shared_ptr<arrow::RecordBatch> batch;
    ARROW_RETURN_NOT_OK(reader->batches->ReadNext(&batch));
    if (batch == nullptr) {
      out->release = nullptr;
      return arrow::Status::OK();
    }
    ARROW_ASSIGN_OR_RAISE(auto normal, tideline::NormalBatch(*batch, reader->schema, reader->pool.get()));
    return tideline::ExportHolding(*normal, reader->pool, out);
  });
}

void carrow_reader_close(CArrowReader* reader) { delete reader; }

bool carrow_writer_append(CArrowWriter* writer, const ArrowArray* array, CArrowFailure* failure) {
  return tideline::Guard(failure, [&]() -> arrow::Status {
    ARROW_ASSIGN_OR_RAISE(auto batch, tideline::BorrowBatch(array, writer->schema));
    return writer->Append(*batch);
  });
}

bool carrow_writer_finish(CArrowWriter* writer, CArrowFailure* failure) {
  return tideline::Guard(failure, [&] { return writer->Finish(); });
}

bool carrow_writer_take(CArrowWriter* writer, CArrowBytes* out, CArrowFailure* failure) {
  return tideline::Guard(failure, [&]() -> arrow::Status {
    auto bytes = std::make_unique<std::string>(writer->sink->Take());
    out->data = reinterpret_cast<const uint8_t*>(bytes->data());
    out->size = static_cast<int64_t>(bytes->size());
    out->owner = bytes.release();
    return arrow::Status::OK();
  });
}

void carrow_writer_close(CArrowWriter* writer) { delete writer; }

bool carrow_concatenate(
    const ArrowSchema* schema, const ArrowArray* const* arrays, int64_t count, ArrowArray* out,
    CArrowFailure* failure) {
  return tideline::Guard(failure, [&]() -> arrow::Status {
    ARROW_ASSIGN_OR_RAISE(auto type, tideline::BorrowSchema(schema));
    arrow::RecordBatchVector batches;
    for (int64_t index = 0; index < count; index += 1) {
      ARROW_ASSIGN_OR_RAISE(auto batch, tideline::BorrowBatch(arrays[index], type));
      batches.push_back(std::move(batch));
    }
    ARROW_ASSIGN_OR_RAISE(auto whole, arrow::ConcatenateRecordBatches(batches));
    // A column without bytes to copy may come back as the borrowed one; only its own memory may leave this call.
    return arrow::ExportRecordBatch(*whole, out);
  });
}

int32_t carrow_format_double(double value, char* out) { return tideline::FormatNumber(value, out); }
int32_t carrow_format_float(float value, char* out) { return tideline::FormatNumber(value, out); }

}  // extern "C"
