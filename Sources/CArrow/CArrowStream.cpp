#include <arrow/io/memory.h>
#include <arrow/ipc/api.h>
#include <arrow/ipc/dictionary.h>
#include <arrow/util/compression.h>

#include "Shim.h"

namespace {

/// Message by message, and not by Arrow's stream writer, which holds the schema back until the first batch. There are no
/// dictionaries to write: none of the closed set's types has one.
struct StreamWriter : CArrowWriter {
  arrow::ipc::IpcWriteOptions options = arrow::ipc::IpcWriteOptions::Defaults();

  arrow::Status Start() {
    arrow::ipc::IpcPayload payload;
    const arrow::ipc::DictionaryFieldMapper dictionaries(*schema);
    ARROW_RETURN_NOT_OK(arrow::ipc::GetSchemaPayload(*schema, options, dictionaries, &payload));
    return Write(payload);
  }

  arrow::Status Append(const arrow::RecordBatch& batch) override {
    arrow::ipc::IpcPayload payload;
    ARROW_RETURN_NOT_OK(arrow::ipc::GetRecordBatchPayload(batch, options, &payload));
    return Write(payload);
  }

  arrow::Status Finish() override {
    // The end of a stream: a continuation mark and a message of no bytes.
    constexpr uint8_t kEnd[] = {0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0};
    return sink->Write(kEnd, sizeof(kEnd));
  }

 private:
  arrow::Status Write(const arrow::ipc::IpcPayload& payload) {
    int32_t metadata_size = 0;
    return arrow::ipc::WriteIpcPayload(payload, options, sink.get(), &metadata_size);
  }
};

arrow::Result<std::shared_ptr<arrow::Buffer>> Copied(const uint8_t* bytes, int64_t size) {
  if (size < 0) return arrow::Status::Invalid("negative size");
  ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> buffer, arrow::AllocateBuffer(size));
  if (size > 0) std::memcpy(buffer->mutable_data(), bytes, static_cast<size_t>(size));
  return buffer;
}

arrow::Result<std::shared_ptr<arrow::util::Codec>> CodecOf(CArrowCompression compression) {
  switch (compression) {
    case CArrowCompressionNone: return nullptr;
    case CArrowCompressionLZ4: return arrow::util::Codec::Create(arrow::Compression::LZ4_FRAME);
    case CArrowCompressionZSTD: return arrow::util::Codec::Create(arrow::Compression::ZSTD);
    default: return arrow::Status::NotImplemented("an Arrow stream is compressed with lz4 or zstd");
  }
}

}  // namespace

extern "C" {

bool carrow_open_stream(
    const uint8_t* bytes, int64_t size, int64_t memory_limit, CArrowReader** out, CArrowFailure* failure) {
  return tideline::Guard(failure, [&]() -> arrow::Status {
    auto reader = std::make_unique<CArrowReader>();
    reader->pool = std::make_shared<tideline::BoundedPool>(memory_limit);
    ARROW_ASSIGN_OR_RAISE(auto buffer, Copied(bytes, size));
    auto options = arrow::ipc::IpcReadOptions::Defaults();
    options.memory_pool = reader->pool.get();
    options.use_threads = false;
    // The sender chooses where buffers lie; typed reads need natural alignment.
    options.ensure_alignment = arrow::ipc::Alignment::kDataTypeSpecificAlignment;
    auto input = std::make_shared<arrow::io::BufferReader>(std::move(buffer));
    ARROW_ASSIGN_OR_RAISE(reader->batches, arrow::ipc::RecordBatchStreamReader::Open(input, options));
    ARROW_ASSIGN_OR_RAISE(reader->schema, tideline::NormalSchema(*reader->batches->schema()));
    *out = reader.release();
    return arrow::Status::OK();
  });
}

bool carrow_open_stream_writer(
    const ArrowSchema* schema, CArrowCompression compression, CArrowWriter** out, CArrowFailure* failure) {
  return tideline::Guard(failure, [&]() -> arrow::Status {
    auto writer = std::make_unique<StreamWriter>();
    ARROW_ASSIGN_OR_RAISE(writer->schema, tideline::BorrowSchema(schema));
    writer->sink = std::make_shared<ByteSink>();
    writer->options.use_threads = false;
    ARROW_ASSIGN_OR_RAISE(writer->options.codec, CodecOf(compression));
    ARROW_RETURN_NOT_OK(writer->Start());
    *out = writer.release();
    return arrow::Status::OK();
  });
}

}  // extern "C"
