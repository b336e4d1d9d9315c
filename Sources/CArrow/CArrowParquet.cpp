#include <arrow/io/file.h>
#include <arrow/io/memory.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>
#include <parquet/schema.h>

#include <limits>

#include "Shim.h"

struct CArrowParquet {
  std::shared_ptr<arrow::MemoryPool> pool;
  std::shared_ptr<arrow::io::RandomAccessFile> input;
  std::shared_ptr<parquet::FileMetaData> footer;
  parquet::ReaderProperties properties;
  std::shared_ptr<arrow::Schema> stored;
  std::shared_ptr<arrow::Schema> schema;
  std::vector<std::vector<int>> leaves;
};

namespace {

using arrow::Result;
using arrow::Status;

constexpr int64_t kReadAhead = 1 << 20;

parquet::ArrowReaderProperties ArrowProperties(int64_t batch_rows) {
  parquet::ArrowReaderProperties properties(/*use_threads=*/false);
  properties.set_batch_size(batch_rows);
  properties.set_pre_buffer(false);
  properties.set_coerce_int96_timestamp_unit(arrow::TimeUnit::MICRO);
  return properties;
}

Result<std::unique_ptr<parquet::arrow::FileReader>> OpenReader(const CArrowParquet& file, int64_t batch_rows) {
  parquet::arrow::FileReaderBuilder builder;
  ARROW_RETURN_NOT_OK(builder.Open(file.input, file.properties, file.footer));
  builder.memory_pool(file.pool.get());
  builder.properties(ArrowProperties(batch_rows));
  return builder.Build();
}

/// INT96 is an instant by convention (Spark, Hive, Impala), though Arrow reads it as a time without zone.
std::shared_ptr<arrow::Field> WithInstants(
    const parquet::arrow::SchemaField& node, const parquet::SchemaDescriptor& columns) {
  auto field = node.field;
  if (node.is_leaf()) {
    const bool old = columns.Column(node.column_index)->physical_type() == parquet::Type::INT96;
    if (!old || field->type()->id() != arrow::Type::TIMESTAMP) return field;
    return field->WithType(arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"));
  }
  if (field->type()->id() == arrow::Type::STRUCT) {
    arrow::FieldVector fields;
    for (const auto& child : node.children) fields.push_back(WithInstants(child, columns));
    return field->WithType(arrow::struct_(std::move(fields)));
  }
  if (field->type()->id() == arrow::Type::LIST && node.children.size() == 1) {
    return field->WithType(arrow::list(WithInstants(node.children[0], columns)));
  }
  if (field->type()->id() == arrow::Type::MAP && node.children.size() == 1 && node.children[0].children.size() == 2) {
    const auto& entry = node.children[0];
    return field->WithType(std::make_shared<arrow::MapType>(
        WithInstants(entry.children[0], columns), WithInstants(entry.children[1], columns)));
  }
  return field;
}

void CollectLeaves(const parquet::arrow::SchemaField& node, std::vector<int>& leaves) {
  if (node.is_leaf()) leaves.push_back(node.column_index);
  for (const auto& child : node.children) CollectLeaves(child, leaves);
}

/// Reads the footer; the schema comes from it and from the Arrow schema that some writers keep in it.
Status Inspect(CArrowParquet& file) {
  file.footer = parquet::ParquetFileReader::Open(file.input, file.properties)->metadata();
  ARROW_ASSIGN_OR_RAISE(auto reader, OpenReader(file, 1));
  const auto& manifest = reader->manifest();
  arrow::FieldVector fields;
  for (const auto& node : manifest.schema_fields) {
    fields.push_back(tideline::MarkedField(WithInstants(node, *manifest.descr)));
    CollectLeaves(node, file.leaves.emplace_back());
  }
  ARROW_ASSIGN_OR_RAISE(file.schema, tideline::NormalSchema(*arrow::schema(std::move(fields))));
  if (file.footer->num_rows() < 0) return Status::Invalid("the footer claims a negative number of rows");
  return Status::OK();
}

std::unique_ptr<CArrowParquet> NewFile(int64_t memory_limit) {
  auto file = std::make_unique<CArrowParquet>();
  file->pool = std::make_shared<tideline::BoundedPool>(memory_limit);
  file->properties = parquet::ReaderProperties(file->pool.get());
  return file;
}

Result<std::vector<int>> RowGroups(const CArrowParquet& file, const int32_t* groups, int64_t count) {
  std::vector<int> chosen;
  if (count < 0) {
    for (int group = 0; group < file.footer->num_row_groups(); group += 1) chosen.push_back(group);
    return chosen;
  }
  for (int64_t index = 0; index < count; index += 1) {
    if (groups[index] < 0 || groups[index] >= file.footer->num_row_groups()) {
      return Status::CapacityError("there is no row group ", groups[index]);
    }
    chosen.push_back(groups[index]);
  }
  return chosen;
}

/// Holds the file reader that its batches come from.
struct Selection {
  std::unique_ptr<parquet::arrow::FileReader> reader;
  std::shared_ptr<arrow::MemoryPool> pool;
};

Result<std::unique_ptr<CArrowReader>> OpenSelection(
    const CArrowParquet& file, const int32_t* fields, int64_t field_count, const std::vector<int>& groups,
    int64_t batch_rows) {
  auto reader = std::make_unique<CArrowReader>();
  reader->pool = file.pool;
  std::vector<int> leaves;
  arrow::FieldVector chosen;
  for (int64_t index = 0; index < field_count; index += 1) {
    if (fields[index] < 0 || fields[index] >= file.schema->num_fields()) {
      return Status::CapacityError("there is no column ", fields[index]);
    }
    chosen.push_back(file.schema->field(fields[index]));
    const auto& own = file.leaves[static_cast<size_t>(fields[index])];
    leaves.insert(leaves.end(), own.begin(), own.end());
  }
  reader->schema = arrow::schema(std::move(chosen));
  auto selection = std::make_shared<Selection>();
  selection->pool = file.pool;
  ARROW_ASSIGN_OR_RAISE(selection->reader, OpenReader(file, batch_rows));
  ARROW_ASSIGN_OR_RAISE(reader->batches, selection->reader->GetRecordBatchReader(groups, leaves));
  reader->source = std::move(selection);
  return reader;
}

}  // namespace

extern "C" {

bool carrow_parquet_open_bytes(
    const uint8_t* bytes, int64_t size, int64_t memory_limit, CArrowParquet** out, CArrowFailure* failure) {
  return tideline::Guard(failure, [&]() -> Status {
    if (size < 0) return Status::Invalid("negative size");
    auto file = NewFile(memory_limit);
    ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> buffer, arrow::AllocateBuffer(size));
    if (size > 0) std::memcpy(buffer->mutable_data(), bytes, static_cast<size_t>(size));
    file->input = std::make_shared<arrow::io::BufferReader>(std::move(buffer));
    ARROW_RETURN_NOT_OK(Inspect(*file));
    *out = file.release();
    return Status::OK();
  });
}

bool carrow_parquet_open_path(
    const char* path, int64_t memory_limit, CArrowParquet** out, CArrowFailure* failure) {
  return tideline::Guard(failure, [&]() -> Status {
    auto file = NewFile(memory_limit);
    // Pages are read as they are needed instead of whole column chunks.
    file->properties.enable_buffered_stream();
    file->properties.set_buffer_size(kReadAhead);
    ARROW_ASSIGN_OR_RAISE(file->input, arrow::io::ReadableFile::Open(path));
    ARROW_RETURN_NOT_OK(Inspect(*file));
    *out = file.release();
    return Status::OK();
  });
}

bool carrow_parquet_schema(CArrowParquet* file, ArrowSchema* out, CArrowFailure* failure) {
  return tideline::Guard(failure, [&] { return arrow::ExportSchema(*file->schema, out); });
}

int64_t carrow_parquet_row_count(CArrowParquet* file) { return file->footer->num_rows(); }

int64_t carrow_parquet_row_group_count(CArrowParquet* file) { return file->footer->num_row_groups(); }

bool carrow_parquet_row_group(
    CArrowParquet* file, int64_t index, int64_t* rows, int64_t* bytes, CArrowFailure* failure) {
  return tideline::Guard(failure, [&]() -> Status {
    auto group = file->footer->RowGroup(static_cast<int>(index));
    *rows = group->num_rows();
    *bytes = group->total_byte_size();
    return Status::OK();
  });
}

int64_t carrow_parquet_metadata_count(CArrowParquet* file) {
  const auto& pairs = file->footer->key_value_metadata();
  return pairs ? pairs->size() : 0;
}

void carrow_parquet_metadata(
    CArrowParquet* file, int64_t index, const char** key, int64_t* key_size, const char** value,
    int64_t* value_size) {
  const auto& pairs = *file->footer->key_value_metadata();
  const auto& name = pairs.keys()[static_cast<size_t>(index)];
  const auto& text = pairs.values()[static_cast<size_t>(index)];
  *key = name.data();
  *key_size = static_cast<int64_t>(name.size());
  *value = text.data();
  *value_size = static_cast<int64_t>(text.size());
}

bool carrow_parquet_read(
    CArrowParquet* file, const int32_t* fields, int64_t field_count, const int32_t* groups, int64_t group_count,
    int64_t batch_rows, CArrowReader** out, CArrowFailure* failure) {
  return tideline::Guard(failure, [&]() -> Status {
    ARROW_ASSIGN_OR_RAISE(auto chosen, RowGroups(*file, groups, group_count));
    ARROW_ASSIGN_OR_RAISE(auto reader, OpenSelection(*file, fields, field_count, chosen, batch_rows));
    *out = reader.release();
    return Status::OK();
  });
}

void carrow_parquet_close(CArrowParquet* file) { delete file; }

}  // extern "C"
