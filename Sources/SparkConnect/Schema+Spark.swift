internal import Columns
internal import LakeModel

extension Schema {
    /// The schema that a Spark type of the kind struct describes. Types that Columns lacks are an error that names them.
    init(spark type: ProtoDataType) throws(SparkConnectError) {
        guard case .struct(let row) = type.kind else { throw Self.unsupported("a row that is no struct") }
        self.init(try row.fields.map { field throws(SparkConnectError) in try Field(spark: field, depth: 0) })
    }

    fileprivate static func unsupported(_ what: String) -> SparkConnectError {
        SparkConnectError(.unsupportedStatement, "The answer has \(what), which can't be shown; cast it to a string.")
    }

    /// Types are as deep as people nest them; what is deeper is an attack or a fault.
    fileprivate static let maximumDepth = 64
}

extension Field {
    fileprivate init(spark field: ProtoDataType.StructField, depth: Int) throws(SparkConnectError) {
        self.init(field.name, try DataType(spark: field.dataType, depth: depth), nullable: field.nullable)
    }
}

extension DataType {
    fileprivate init(spark type: ProtoDataType, depth: Int) throws(SparkConnectError) {
        guard depth < Schema.maximumDepth else { throw Schema.unsupported("a type nested too deeply") }
        switch type.kind {
        case .null: self = .null
        case .boolean: self = .boolean
        case .byte: self = .int8
        case .short: self = .int16
        case .integer: self = .int32
        case .long: self = .int64
        case .float: self = .float
        case .double: self = .double
        case .decimal(let decimal):
            self = .decimal(
                precision: decimal.hasPrecision ? Int(decimal.precision) : 10,
                scale: decimal.hasScale ? Int(decimal.scale) : 0
            )
        case .string, .char, .varChar: self = .string
        case .binary: self = .binary
        case .date: self = .date
        case .timestamp: self = .timestamp
        case .timestampNtz: self = .timestampNTZ
        case .yearMonthInterval: self = .yearMonthInterval
        case .dayTimeInterval: self = .dayTimeInterval
        case .calendarInterval: self = .calendarInterval
        case .array, .struct, .map, .udt: self = try Self.nested(type, depth: depth + 1)
        case .time: throw Schema.unsupported("a TIME column")
        case .variant: throw Schema.unsupported("a VARIANT column")
        case .unparsed(let text): throw Schema.unsupported("a column of type \(text.dataTypeString)")
        case nil: throw Schema.unsupported("a column of a type that this version does not know")
        }
    }

    private static func nested(_ type: ProtoDataType, depth: Int) throws(SparkConnectError) -> DataType {
        switch type.kind {
        case .array(let array):
            .array(of: try DataType(spark: array.elementType, depth: depth), containsNull: array.containsNull)
        case .map(let map):
            .map(
                from: try DataType(spark: map.keyType, depth: depth),
                to: try DataType(spark: map.valueType, depth: depth),
                valueContainsNull: map.valueContainsNull
            )
        case .struct(let row):
            .struct(try row.fields.map { field throws(SparkConnectError) in try Field(spark: field, depth: depth) })
        case .udt(let udt): try DataType(spark: udt.sqlType, depth: depth)
        default: throw Schema.unsupported("a column of a type that this version does not know")
        }
    }
}
