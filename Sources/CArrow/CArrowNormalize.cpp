// Types: what an engine or a file may hold -> the closed set that `Columns` reads.
//   n b c C s S i I l L f g   d:p,s (128 bit)   u z   tdD   tsu:UTC tsu:   tiM tDu tin   +s +l +m
// Arrays are validated as they arrived, before anything follows their offsets or indices.

#include <arrow/array/validate.h>
#include <arrow/compute/api_vector.h>
#include <arrow/compute/cast.h>
#include <arrow/compute/exec.h>
#include <arrow/extension_type.h>

#include <limits>

#include "Shim.h"

namespace tideline {
namespace {

using arrow::ArrayData;
using arrow::DataType;
using arrow::Field;
using arrow::Result;
using arrow::Status;
using arrow::Type;
using TypePtr = std::shared_ptr<DataType>;
using FieldPtr = std::shared_ptr<Field>;

constexpr int kMaxDepth = 64;
constexpr int kMaxDecimalDigits = 38;

Result<TypePtr> NormalType(const DataType& type, int depth);

Result<FieldPtr> NormalField(const Field& field, int depth) {
  ARROW_ASSIGN_OR_RAISE(auto type, NormalType(*field.type(), depth));
  return field.WithType(std::move(type));
}

Result<TypePtr> NormalStruct(const DataType& type, int depth) {
  arrow::FieldVector fields;
  for (const auto& field : type.fields()) {
    ARROW_ASSIGN_OR_RAISE(auto normal, NormalField(*field, depth + 1));
    fields.push_back(std::move(normal));
  }
  return arrow::struct_(std::move(fields));
}

Result<TypePtr> NormalMap(const arrow::MapType& type, int depth) {
  ARROW_ASSIGN_OR_RAISE(auto key, NormalField(*type.key_field(), depth + 1));
  ARROW_ASSIGN_OR_RAISE(auto item, NormalField(*type.item_field(), depth + 1));
  return std::make_shared<arrow::MapType>(std::move(key), std::move(item), type.keys_sorted());
}

Result<TypePtr> NormalDecimal(const arrow::DecimalType& type) {
  // Arrow's casts look up powers of ten by the difference of scales without checking it.
  if (type.scale() > kMaxDecimalDigits || type.scale() < -kMaxDecimalDigits) {
    return Status::NotImplemented("decimals have at most 38 digits here");
  }
  // Spark's scales are not negative: 12e2 of (2,-2) is 1200 of (4,0).
  const int32_t scale = std::max(type.scale(), 0);
  const int32_t digits = std::max(type.precision() - std::min(type.scale(), 0), scale);
  return arrow::decimal128(std::min(digits, kMaxDecimalDigits), scale);
}

Result<TypePtr> NormalTimestamp(const arrow::TimestampType& type) {
  // A time zone is only a way to print an instant, and Spark prints in the session's.
  return arrow::timestamp(arrow::TimeUnit::MICRO, type.timezone().empty() ? "" : "UTC");
}

Result<TypePtr> NormalType(const DataType& type, int depth) {
  if (depth > kMaxDepth) return Status::Invalid("types are nested too deeply");
  switch (type.id()) {
    case Type::NA: return arrow::null();
    case Type::BOOL: return arrow::boolean();
    case Type::INT8: return arrow::int8();
    case Type::INT16: return arrow::int16();
    case Type::INT32: return arrow::int32();
    case Type::INT64: return arrow::int64();
    case Type::UINT8: return arrow::uint8();
    case Type::UINT16: return arrow::uint16();
    case Type::UINT32: return arrow::uint32();
    case Type::UINT64: return arrow::uint64();
    case Type::HALF_FLOAT:
    case Type::FLOAT: return arrow::float32();
    case Type::DOUBLE: return arrow::float64();
    case Type::STRING:
    case Type::LARGE_STRING:
    case Type::STRING_VIEW:
    case Type::TIME32:
    case Type::TIME64: return arrow::utf8();
    case Type::BINARY:
    case Type::LARGE_BINARY:
    case Type::BINARY_VIEW:
    case Type::FIXED_SIZE_BINARY: return arrow::binary();
    case Type::DATE32:
    case Type::DATE64: return arrow::date32();
    case Type::TIMESTAMP: return NormalTimestamp(static_cast<const arrow::TimestampType&>(type));
    case Type::DURATION: return arrow::duration(arrow::TimeUnit::MICRO);
    case Type::INTERVAL_MONTHS: return arrow::month_interval();
    case Type::INTERVAL_DAY_TIME:
    case Type::INTERVAL_MONTH_DAY_NANO: return arrow::month_day_nano_interval();
    case Type::DECIMAL32:
    case Type::DECIMAL64:
    case Type::DECIMAL128:
    case Type::DECIMAL256: return NormalDecimal(static_cast<const arrow::DecimalType&>(type));
    case Type::STRUCT: return NormalStruct(type, depth);
    case Type::MAP: return NormalMap(static_cast<const arrow::MapType&>(type), depth);
    case Type::LIST:
    case Type::LARGE_LIST:
    case Type::FIXED_SIZE_LIST:
    case Type::LIST_VIEW:
    case Type::LARGE_LIST_VIEW: {
      ARROW_ASSIGN_OR_RAISE(auto element, NormalField(*type.field(0), depth + 1));
      return arrow::list(std::move(element));
    }
    case Type::DICTIONARY:
      return NormalType(*static_cast<const arrow::DictionaryType&>(type).value_type(), depth + 1);
    case Type::EXTENSION:
      return NormalType(*static_cast<const arrow::ExtensionType&>(type).storage_type(), depth + 1);
    default: return Status::NotImplemented("Arrow type ", type.name(), " has no Spark type");
  }
}

// Validation without UTF-8: Spark's strings may hold any bytes, and the encoders replace what is not text.
Result<TypePtr> OpaqueType(const DataType& type);

Result<FieldPtr> OpaqueField(const Field& field) {
  ARROW_ASSIGN_OR_RAISE(auto type, OpaqueType(*field.type()));
  return field.WithType(std::move(type));
}

Result<TypePtr> OpaqueType(const DataType& type) {
  switch (type.id()) {
    case Type::STRING: return arrow::binary();
    case Type::LARGE_STRING: return arrow::large_binary();
    case Type::STRING_VIEW: return arrow::binary_view();
    case Type::EXTENSION: return OpaqueType(*static_cast<const arrow::ExtensionType&>(type).storage_type());
    case Type::STRUCT: {
      arrow::FieldVector fields;
      for (const auto& field : type.fields()) {
        ARROW_ASSIGN_OR_RAISE(auto opaque, OpaqueField(*field));
        fields.push_back(std::move(opaque));
      }
      return arrow::struct_(std::move(fields));
    }
    case Type::MAP: {
      const auto& map = static_cast<const arrow::MapType&>(type);
      ARROW_ASSIGN_OR_RAISE(auto key, OpaqueField(*map.key_field()));
      ARROW_ASSIGN_OR_RAISE(auto item, OpaqueField(*map.item_field()));
      return std::make_shared<arrow::MapType>(std::move(key), std::move(item), map.keys_sorted());
    }
    case Type::DICTIONARY: {
      const auto& dictionary = static_cast<const arrow::DictionaryType&>(type);
      ARROW_ASSIGN_OR_RAISE(auto value, OpaqueType(*dictionary.value_type()));
      return arrow::dictionary(dictionary.index_type(), std::move(value), dictionary.ordered());
    }
    default: break;
  }
  if (type.num_fields() != 1) return type.GetSharedPtr();
  ARROW_ASSIGN_OR_RAISE(auto element, OpaqueField(*type.field(0)));
  switch (type.id()) {
    case Type::LIST: return arrow::list(element);
    case Type::LARGE_LIST: return arrow::large_list(element);
    case Type::LIST_VIEW: return arrow::list_view(element);
    case Type::LARGE_LIST_VIEW: return arrow::large_list_view(element);
    case Type::FIXED_SIZE_LIST:
      return arrow::fixed_size_list(element, static_cast<const arrow::FixedSizeListType&>(type).list_size());
    default: return Status::NotImplemented("Arrow type ", type.name(), " has no Spark type");
  }
}

Status Validate(const arrow::Array& array) {
  ARROW_ASSIGN_OR_RAISE(auto type, OpaqueType(*array.type()));
  return arrow::internal::ValidateArrayFull(*Retyped(*array.data(), type));
}

Status ValidateColumn(const arrow::Array& array, int64_t rows, const Field& field) {
  if (array.length() != rows) return Status::Invalid("column '", field.name(), "' has another length than its batch");
  // Arrow's own message may quote a value.
  if (!Validate(array).ok()) return Status::Invalid("column '", field.name(), "' is not a valid Arrow array");
  return Status::OK();
}

Result<std::shared_ptr<arrow::Array>> Decoded(const arrow::DictionaryArray& array, arrow::MemoryPool* pool) {
  arrow::compute::ExecContext context(pool);
  context.set_use_threads(false);
  ARROW_ASSIGN_OR_RAISE(auto values,
      arrow::compute::Take(
          arrow::Datum(array.dictionary()), arrow::Datum(array.indices()), arrow::compute::TakeOptions::NoBoundsCheck(),
          &context));
  return values.make_array();
}

Result<std::shared_ptr<arrow::Array>> AsList(const std::shared_ptr<arrow::Array>& array, arrow::MemoryPool* pool) {
  // Not by Cast: for views Arrow 26 makes offsets that its own validation refuses.
  if (array->type_id() == Type::LIST_VIEW) {
    return arrow::ListArray::FromListView(static_cast<const arrow::ListViewArray&>(*array), pool);
  }
  if (array->type_id() == Type::LARGE_LIST_VIEW) {
    return arrow::LargeListArray::FromListView(static_cast<const arrow::LargeListViewArray&>(*array), pool);
  }
  arrow::compute::ExecContext context(pool);
  context.set_use_threads(false);
  return arrow::compute::Cast(
      *array, arrow::list(array->type()->field(0)), arrow::compute::CastOptions::Safe(), &context);
}

Result<std::shared_ptr<arrow::Array>> NormalChildren(
    const std::shared_ptr<arrow::Array>& array, const TypePtr& target, arrow::MemoryPool* pool) {
  auto data = array->data()->Copy();
  data->type = target;
  for (size_t index = 0; index < data->child_data.size(); index += 1) {
    const TypePtr child = target->field(static_cast<int>(index))->type();
    ARROW_ASSIGN_OR_RAISE(auto normal, NormalArray(arrow::MakeArray(data->child_data[index]), child, pool));
    data->child_data[index] = normal->data();
  }
  return arrow::MakeArray(data);
}

bool IsList(Type::type id) {
  return id == Type::LARGE_LIST || id == Type::FIXED_SIZE_LIST || id == Type::LIST_VIEW || id == Type::LARGE_LIST_VIEW;
}

}  // namespace

std::shared_ptr<ArrayData> Retyped(const ArrayData& data, const TypePtr& type) {
  auto copy = data.Copy();
  copy->type = type;
  const auto* map = type->id() == Type::MAP ? static_cast<const arrow::MapType*>(type.get()) : nullptr;
  for (size_t index = 0; index < copy->child_data.size(); index += 1) {
    auto& child = copy->child_data[index];
    if (child == nullptr || static_cast<int>(index) >= type->num_fields()) continue;
    child = Retyped(*child, map ? map->value_type() : type->field(static_cast<int>(index))->type());
  }
  if (copy->dictionary != nullptr && type->id() == Type::DICTIONARY) {
    copy->dictionary =
        Retyped(*copy->dictionary, static_cast<const arrow::DictionaryType&>(*type).value_type());
  }
  return copy;
}

Result<std::shared_ptr<arrow::Array>> NormalArray(
    const std::shared_ptr<arrow::Array>& array, const TypePtr& target, arrow::MemoryPool* pool) {
  const auto id = array->type_id();
  if (array->type()->Equals(*target)) return array;
  if (id == Type::EXTENSION) {
    return NormalArray(static_cast<const arrow::ExtensionArray&>(*array).storage(), target, pool);
  }
  if (id == Type::DICTIONARY) {
    ARROW_ASSIGN_OR_RAISE(auto values, Decoded(static_cast<const arrow::DictionaryArray&>(*array), pool));
    return NormalArray(values, target, pool);
  }
  if (IsList(id)) {
    ARROW_ASSIGN_OR_RAISE(auto list, AsList(array, pool));
    ARROW_RETURN_NOT_OK(Validate(*list));
    return NormalArray(list, target, pool);
  }
  if (id == Type::STRUCT || id == Type::LIST || id == Type::MAP) return NormalChildren(array, target, pool);
  return NormalLeaf(array, target, pool);
}

Result<std::shared_ptr<arrow::Schema>> NormalSchema(const arrow::Schema& schema) {
  arrow::FieldVector fields;
  for (const auto& field : schema.fields()) {
    ARROW_ASSIGN_OR_RAISE(auto normal, NormalField(*field, 0));
    fields.push_back(std::move(normal));
  }
  return arrow::schema(std::move(fields), schema.metadata());
}

Result<std::shared_ptr<arrow::RecordBatch>> NormalBatch(
    const arrow::RecordBatch& batch, const std::shared_ptr<arrow::Schema>& schema, arrow::MemoryPool* pool) {
  // Columns without buffers (null, empty struct) can claim any length.
  if (batch.num_rows() < 0 || batch.num_rows() > std::numeric_limits<int32_t>::max()) {
    return Status::Invalid("a record batch claims ", batch.num_rows(), " rows");
  }
  if (batch.num_columns() != schema->num_fields()) return Status::Invalid("a record batch lacks columns");
  arrow::ArrayVector columns;
  for (int index = 0; index < batch.num_columns(); index += 1) {
    const auto& field = *schema->field(index);
    ARROW_RETURN_NOT_OK(ValidateColumn(*batch.column(index), batch.num_rows(), field));
    auto normal = NormalArray(batch.column(index), field.type(), pool);
    if (!normal.ok()) {
      return Status(normal.status().code(),
                    "column '" + field.name() + "' holds a value that does not fit " + field.type()->ToString());
    }
    columns.push_back(normal.MoveValueUnsafe());
  }
  return arrow::RecordBatch::Make(schema, batch.num_rows(), std::move(columns));
}

}  // namespace tideline
