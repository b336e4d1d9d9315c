import Columns
import DeltaProtocol
import LakeModel

/// Fills the columns that hold what the source knows of a record.
struct MetadataWriter {
    private let columns: [(MetadataColumn, ColumnBuilder)]

    /// - Throws: for a column whose type can't hold it.
    init(_ configuration: DecoderConfiguration, _ batch: RecordBatchBuilder) throws(DecodeError) {
        var columns: [(MetadataColumn, ColumnBuilder)] = []
        for (kind, name) in configuration.metadataColumns.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let folded = name.lowercased()
            guard let builder = batch.columns.first(where: { $0.field.name.lowercased() == folded }) else { continue }
            guard kind.fits(builder.field.type) else {
                throw DecodeError(
                    .configurationInvalid,
                    "Column \"\(name)\" is \(builder.field.type.sqlName), which can't hold a record's"
                        + " \(kind.rawValue). Give the \(kind.rawValue) another column."
                )
            }
            columns.append((kind, builder))
        }
        self.columns = columns
    }

    /// - Returns: the column that may not be null but has no value.
    func append(
        _ record: SourceRecords.Record,
        of partition: SourcePartition?,
        _ bytes: UnsafeRawBufferPointer
    ) -> String? {
        for (kind, builder) in columns {
            switch kind {
            case .key: append(bytes, record.key, to: builder)
            case .topic: builder.append(partition?.topic)
            case .partition: builder.append(partition?.partition)
            case .offset: builder.append(record.offset)
            case .timestamp: builder.append(record.timestamp)
            case .headers: append(record.headers, bytes, to: builder)
            }
            let isNull = (kind == .key && record.key == nil) || (kind == .timestamp && record.timestamp == nil)
            if isNull, !builder.field.nullable { return builder.field.name }
        }
        return nil
    }

    /// Text that is no UTF-8 gets replacement characters in a string column.
    private func append(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>?, to builder: ColumnBuilder) {
        guard let range, range.upperBound <= bytes.count else { return builder.appendNull() }
        let part = UnsafeRawBufferPointer(rebasing: bytes[range])
        if builder.field.type == .binary {
            builder.append(binary: part)
        } else if part.isUTF8 {
            builder.append(utf8: part)
        } else {
            builder.append(String(decoding: part, as: UTF8.self))
        }
    }

    /// In a map, the last header of a name counts.
    private func append(_ headers: [SourceRecords.Header], _ bytes: UnsafeRawBufferPointer, to builder: ColumnBuilder) {
        if case .map = builder.field.type {
            for (place, header) in headers.enumerated()
            where !headers[(place + 1)...].contains(where: { $0.name == header.name }) {
                builder.children[0].append(header.name)
                append(bytes, header.value, to: builder.children[1])
            }
        } else {
            let element = builder.children[0]
            for header in headers {
                element.children[0].append(header.name)
                append(bytes, header.value, to: element.children[1])
                element.endStruct()
            }
        }
        builder.endElements()
    }
}

extension MetadataColumn {
    fileprivate func fits(_ type: DataType) -> Bool {
        switch self {
        case .key: type == .string || type == .binary
        case .topic: type == .string
        case .partition: type == .int32 || type == .int64
        case .offset: type == .int64
        case .timestamp: type == .timestamp
        case .headers: Self.holdsHeaders(type)
        }
    }

    private static func holdsHeaders(_ type: DataType) -> Bool {
        switch type {
        case .map(let key, let value):
            return key.type == .string && value.nullable && (value.type == .string || value.type == .binary)
        case .array(let element):
            guard case .struct(let fields) = element.type, fields.count == 2 else { return false }
            return fields[0].type == .string && fields[1].nullable
                && (fields[1].type == .string || fields[1].type == .binary)
        default: return false
        }
    }

    /// The type of a column that is made for it; `hasTextKeys` says whether all keys are text.
    func columnType(hasTextKeys: Bool) -> DeltaType {
        switch self {
        case .key: hasTextKeys ? .string : .binary
        case .topic: .string
        case .partition: .integer
        case .offset: .long
        case .timestamp: .timestamp
        case .headers: .map(key: .string, value: .string, valueContainsNull: true)
        }
    }
}
