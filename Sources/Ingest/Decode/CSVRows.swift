import Columns

/// Puts the fields of CSV records into columns. Not for concurrent use.
final class CSVRows {
    private let splitter: CSVSplitter
    private let header: [String]?
    /// The column of each field; nil where the table has none.
    private let columns: [Int?]
    private let writer: RowWriter
    private let values: ValueWriter

    init(_ options: CSVOptions, _ writer: RowWriter) {
        splitter = CSVSplitter(delimiter: options.delimiter)
        header = options.header
        self.writer = writer
        values = ValueWriter(plan: writer.plan)
        let plan = writer.plan
        let root = plan.nodes[ColumnPlan.root]
        columns =
            options.header?.map { plan.column(named: $0) }
            ?? (root.firstChild..<root.firstChild + root.childCount).map { $0 }
    }

    func append(_ record: UnsafeRawBufferPointer, rows: Int) -> RejectReason? {
        writer.start()
        guard record.isUTF8 else { return .invalidUTF8 }
        if let reason = splitter.split(record) { return reason }
        for (place, field) in splitter.fields.enumerated() where !field.text.isEmpty || field.isQuoted {
            if let reason = append(field, place, rows) { return reason }
        }
        return writer.fillUp(ColumnPlan.root, rows)
    }

    private func append(_ field: CSVSplitter.Field, _ place: Int, _ rows: Int) -> RejectReason? {
        guard columns.indices.contains(place), let column = columns[place] else {
            return leaveOut(field, place)
        }
        if writer.plan.rows(column) > rows { writer.plan.truncate(column, to: rows) }
        guard let reason = values.append(text: field.text, to: column) else { return nil }
        guard writer.mode == .rescue else { return writer.blame(column, "another text", reason) }
        rescue(field, place)
        return nil
    }

    private func leaveOut(_ field: CSVSplitter.Field, _ place: Int) -> RejectReason? {
        guard writer.mode != .rescue else {
            rescue(field, place)
            return nil
        }
        var name = name(of: place)
        return name.withUTF8 { writer.blame(unknown: UnsafeRawBufferPointer($0), in: ColumnPlan.root) }
    }

    private func rescue(_ field: CSVSplitter.Field, _ place: Int) {
        var name = name(of: place)
        name.withUTF8 { writer.rescued.add(UnsafeRawBufferPointer($0), text: field.text) }
    }

    private func name(of place: Int) -> String {
        if let header, header.indices.contains(place) { return header[place] }
        if header == nil, columns.indices.contains(place), let column = columns[place] {
            return writer.plan.path(of: column)
        }
        return Self.name(of: place, header)
    }

    /// What Spark calls fields without names.
    static func name(of place: Int, _ header: [String]?) -> String {
        if let header, header.indices.contains(place) { return header[place] }
        return "_c\(place)"
    }

    /// The last record's fields by what they read as.
    func shape(of record: UnsafeRawBufferPointer) -> ValueShape? {
        guard record.isUTF8, splitter.split(record) == nil else { return nil }
        return splitter.shape { self.name(of: $0) }
    }
}

extension UnsafeRawBufferPointer {
    var isUTF8: Bool { String(validating: self, as: UTF8.self) != nil }
}
