package import Columns
internal import LakeModel

extension StructType {
    /// The columns that data files of the table have, by logical name.
    /// - Throws: `unsupported_table_feature` for a type that Parquet files can't be read with here.
    package func columnsSchema() throws -> Schema {
        Schema(try fields.map { try $0.columnsField() })
    }

    /// The table that rows of these columns make.
    /// - Throws: `invalid_value` for a type that Delta tables don't have: unsigned integers, intervals.
    package init(_ schema: Schema) throws {
        self.init(try schema.fields.map { try StructField($0) })
    }
}

extension StructField {
    fileprivate func columnsField() throws -> Field {
        Field(name, try type.columnsType(of: name), nullable: nullable)
    }

    fileprivate init(_ field: Field) throws {
        self.init(field.name, try DeltaType(field.type, of: field.name), nullable: field.nullable)
    }
}

extension DeltaType {
    fileprivate func columnsType(of column: String) throws -> DataType {
        switch self {
        case .string: .string
        case .long: .int64
        case .integer: .int32
        case .short: .int16
        case .byte: .int8
        case .float: .float
        case .double: .double
        case .boolean: .boolean
        case .binary: .binary
        case .date: .date
        case .timestamp: .timestamp
        case .timestampNTZ: .timestampNTZ
        case .void: .null
        case .decimal(let precision, let scale): .decimal(precision: precision, scale: scale)
        case .array(let element, let containsNull):
            .array(of: try element.columnsType(of: column), containsNull: containsNull)
        case .map(let key, let value, let containsNull):
            .map(
                from: try key.columnsType(of: column),
                to: try value.columnsType(of: column),
                valueContainsNull: containsNull
            )
        case .structure(let inner): .struct(try inner.fields.map { try $0.columnsField() })
        case .variant:
            throw DeltaError(
                .unsupportedTableFeature,
                "Column \"\(column)\" has the type variant, which Tideline can't read. Use an engine that can."
            )
        }
    }

    fileprivate init(_ type: DataType, of column: String) throws {
        switch type {
        case .null: self = .void
        case .boolean: self = .boolean
        case .int8: self = .byte
        case .int16: self = .short
        case .int32: self = .integer
        case .int64: self = .long
        case .float: self = .float
        case .double: self = .double
        case .decimal(let precision, let scale): self = .decimal(precision: precision, scale: scale)
        case .string: self = .string
        case .binary: self = .binary
        case .date: self = .date
        case .timestamp: self = .timestamp
        case .timestampNTZ: self = .timestampNTZ
        case .struct(let fields): self = .structure(StructType(try fields.map { try StructField($0) }))
        case .array(let element):
            self = .array(element: try DeltaType(element.type, of: column), containsNull: element.nullable)
        case .map(let key, let value):
            self = .map(
                key: try DeltaType(key.type, of: column),
                value: try DeltaType(value.type, of: column),
                valueContainsNull: value.nullable
            )
        case .uint8, .uint16, .uint32, .uint64, .yearMonthInterval, .dayTimeInterval, .calendarInterval:
            throw DeltaError(
                .invalidValue,
                "Column \"\(column)\" has the type \(type.sqlName), which Delta tables don't have: cast it to another."
            )
        }
    }
}
