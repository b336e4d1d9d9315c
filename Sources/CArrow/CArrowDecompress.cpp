#include "Shim.h"

#include <arrow/util/compression.h>

#include <algorithm>
#include <string>

namespace tideline {

static arrow::Result<arrow::Compression::type> TypeOf(CArrowCompression compression) {
  switch (compression) {
    case CArrowCompressionZSTD: return arrow::Compression::ZSTD;
    case CArrowCompressionGzip: return arrow::Compression::GZIP;
    default: return arrow::Status::NotImplemented("only gzip and zstd are decompressed");
  }
}

/// Decompresses one gzip member or zstd frame after the other, as `gzip -d` and `zstd -d` do.
static arrow::Status Decompress(
    arrow::util::Codec& codec, const uint8_t* input, int64_t size, int64_t limit, std::string& output) {
  ARROW_ASSIGN_OR_RAISE(auto decompressor, codec.MakeDecompressor());
  int64_t written = 0;
  output.resize(static_cast<size_t>(std::min<int64_t>(limit, std::max<int64_t>(64 << 10, size * 4))));
  while (true) {
    const int64_t room = static_cast<int64_t>(output.size()) - written;
    ARROW_ASSIGN_OR_RAISE(
        auto step, decompressor->Decompress(size, input, room, reinterpret_cast<uint8_t*>(output.data()) + written));
    input += step.bytes_read;
    size -= step.bytes_read;
    written += step.bytes_written;
    if (decompressor->IsFinished()) {
      if (size == 0) break;
      ARROW_RETURN_NOT_OK(decompressor->Reset());
    } else if (step.need_more_output || written == static_cast<int64_t>(output.size())) {
      if (static_cast<int64_t>(output.size()) >= limit) {
        return arrow::Status::CapacityError("more than ", limit, " bytes decompressed");
      }
      output.resize(static_cast<size_t>(std::min<int64_t>(limit, static_cast<int64_t>(output.size()) * 2)));
    } else if (size == 0 || step.bytes_read + step.bytes_written == 0) {
      return arrow::Status::Invalid("the compressed data ends too early");
    }
  }
  output.resize(static_cast<size_t>(written));
  return arrow::Status::OK();
}

}  // namespace tideline

bool carrow_decompress(
    CArrowCompression compression, const uint8_t* bytes, int64_t size, int64_t limit, CArrowBytes* out,
    CArrowFailure* failure) {
  return tideline::Guard(failure, [&]() -> arrow::Status {
    ARROW_ASSIGN_OR_RAISE(auto type, tideline::TypeOf(compression));
    ARROW_ASSIGN_OR_RAISE(auto codec, arrow::util::Codec::Create(type));
    auto output = std::make_unique<std::string>();
    ARROW_RETURN_NOT_OK(tideline::Decompress(*codec, bytes, size, limit, *output));
    out->data = reinterpret_cast<const uint8_t*>(output->data());
    out->size = static_cast<int64_t>(output->size());
    out->owner = output.release();
    return arrow::Status::OK();
  });
}
