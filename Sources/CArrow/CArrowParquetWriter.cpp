#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include <limits>

#include "Shim.h"

namespace {

using arrow::Result;
using arrow::Status;

struct ParquetWriter : CArrowWriter {
  std::unique_ptr<parquet::arrow::FileWriter> writer;

  std::shared_ptr<arrow::Schema> stored;

  Status Append(const arrow::RecordBatch& batch) override {
    arrow::ArrayVector columns;
    for (int index = 0; index < batch.num_columns(); index += 1) {
      columns.push_back(
          arrow::MakeArray(tideline::Retyped(*batch.column_data(index), stored->field(index)->type())));
    }
    return writer->WriteRecordBatch(*arrow::RecordBatch::Make(stored, batch.num_rows(), std::move(columns)));
  }
  Status Finish() override { return writer->Close(); }
};

Result<arrow::Compression::type> CodecOf(CArrowCompression compression) {
  switch (compression) {
    case CArrowCompressionNone: return arrow::Compression::UNCOMPRESSED;
    // Parquet's LZ4_RAW; its older LZ4 codec is deprecated by the format.
    case CArrowCompressionLZ4: return arrow::Compression::LZ4;
    case CArrowCompressionZSTD: return arrow::Compression::ZSTD;
    case CArrowCompressionSnappy: return arrow::Compression::SNAPPY;
    case CArrowCompressionGzip: return arrow::Compression::GZIP;
  }
  return Status::NotImplemented("unknown compression");
}

Result<std::shared_ptr<parquet::WriterProperties>> Properties(const CArrowParquetOptions& options) {
  ARROW_ASSIGN_OR_RAISE(auto codec, CodecOf(options.compression));
  parquet::WriterProperties::Builder builder;
  builder.compression(codec);
  if (options.compression_level != std::numeric_limits<int32_t>::min()) {
    builder.compression_level(options.compression_level);
  }
  builder.version(parquet::ParquetVersion::PARQUET_2_6);
  builder.data_page_version(parquet::ParquetDataPageVersion::V1);
  builder.max_row_group_length(std::max<int64_t>(options.row_group_rows, 1));
  if (options.dictionary) builder.enable_dictionary(); else builder.disable_dictionary();
  if (options.statistics) builder.enable_statistics(); else builder.disable_statistics();
  return builder.build();
}

bool HoldsInterval(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::DURATION:
    case arrow::Type::INTERVAL_MONTHS:
    case arrow::Type::INTERVAL_MONTH_DAY_NANO: return true;
    default: break;
  }
  for (const auto& field : type.fields()) {
    if (HoldsInterval(*field->type())) return true;
  }
  return false;
}

std::shared_ptr<arrow::Schema> StoredSchema(const arrow::Schema& schema) {
  arrow::FieldVector fields;
  for (const auto& field : schema.fields()) fields.push_back(tideline::StoredField(field));
  return arrow::schema(std::move(fields), schema.metadata());
}

/// Parquet has no intervals: only with the Arrow schema in the footer do they come back as such.
std::shared_ptr<parquet::ArrowWriterProperties> ArrowProperties(const arrow::Schema& schema) {
  parquet::ArrowWriterProperties::Builder builder;
  for (const auto& field : schema.fields()) {
    if (HoldsInterval(*field->type())) {
      builder.store_schema();
      break;
    }
  }
  return builder.build();
}

std::shared_ptr<arrow::KeyValueMetadata> FooterPairs(const CArrowParquetOptions& options) {
  auto pairs = std::make_shared<arrow::KeyValueMetadata>();
  for (int64_t index = 0; index < options.metadata_count; index += 1) {
    pairs->Append(options.metadata_keys[index], options.metadata_values[index]);
  }
  return pairs;
}

}  // namespace

extern "C" bool carrow_open_parquet_writer(
    const ArrowSchema* schema, const CArrowParquetOptions* options, CArrowWriter** out, CArrowFailure* failure) {
  return tideline::Guard(failure, [&]() -> Status {
    auto writer = std::make_unique<ParquetWriter>();
    ARROW_ASSIGN_OR_RAISE(writer->schema, tideline::BorrowSchema(schema));
    writer->sink = std::make_shared<ByteSink>();
    ARROW_ASSIGN_OR_RAISE(auto properties, Properties(*options));
    writer->stored = StoredSchema(*writer->schema);
    ARROW_ASSIGN_OR_RAISE(
        writer->writer,
        parquet::arrow::FileWriter::Open(
            *writer->stored, arrow::default_memory_pool(), writer->sink, properties, ArrowProperties(*writer->schema)));
    if (options->metadata_count > 0) ARROW_RETURN_NOT_OK(writer->writer->AddKeyValueMetadata(FooterPairs(*options)));
    *out = writer.release();
    return Status::OK();
  });
}
