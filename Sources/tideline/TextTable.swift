import Columns
import FoundationEssentials

/// Rows as an aligned table: numbers to the right, wide characters counted as two columns, long values cut with `…`.
struct TextTable {
    private static let widest = 60

    private let headers: [String]
    private let isNumber: [Bool]
    private var rows: [[String]] = []

    init(_ schema: Schema) {
        headers = schema.fields.map { Self.printable($0.name) }
        isNumber = schema.fields.map { Self.isNumber($0.type) }
    }

    /// Of an answer in JSON.
    init(columns: [(name: String, sqlType: String)], rows: [[TableCell]]) {
        headers = columns.map { Self.printable($0.name) }
        isNumber = columns.map { Self.isNumber(sqlType: $0.sqlType) }
        append(rows)
    }

    mutating func append(_ batch: RecordBatch) throws {
        let json = try RowEncoder.encode([batch], schema: batch.schema, format: .jsonRows)
        append(try JSONDecoder().decode([[TableCell]].self, from: Data(json)))
    }

    private mutating func append(_ cells: [[TableCell]]) {
        rows += cells.map { $0.map { Self.printable($0.text) } }
    }

    var text: String {
        let widths = headers.indices.map { column in
            min(Self.widest, max(Self.width(headers[column]), rows.map { Self.width($0[column]) }.max() ?? 0))
        }
        let rule = widths.map { String(repeating: "─", count: $0 + 2) }.joined(separator: "┼")
        let lines =
            [line(headers, widths, alignsNumbers: true), rule] + rows.map { line($0, widths, alignsNumbers: true) }
        let count = rows.count == 1 ? "1 row" : "\(rows.count) rows"
        return lines.joined(separator: "\n") + "\n(\(count))\n"
    }

    private func line(_ cells: [String], _ widths: [Int], alignsNumbers: Bool) -> String {
        cells.indices.map { column in
            let cell = Self.cut(cells[column], to: widths[column])
            let padding = String(repeating: " ", count: max(0, widths[column] - Self.width(cell)))
            return isNumber[column] ? " \(padding)\(cell) " : " \(cell)\(padding) "
        }
        .joined(separator: "│")
        .trimmingTrailingSpaces()
    }

    private static func cut(_ text: String, to width: Int) -> String {
        guard self.width(text) > width else { return text }
        var kept = ""
        var used = 1
        for character in text {
            let next = self.width(String(character))
            guard used + next <= width else { break }
            kept.append(character)
            used += next
        }
        return kept + "…"
    }

    /// Columns of a terminal; East Asian wide characters and emoji take two.
    private static func width(_ text: String) -> Int {
        text.utf8.count == text.count
            ? text.count
            : text.reduce(0) { $0 + ($1.unicodeScalars.first.map(isWide) == true ? 2 : 1) }
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
            0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
            true
        default: false
        }
    }

    /// Control characters would move the cursor or change the terminal's state.
    private static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.properties.generalCategory == .control: result += "\u{fffd}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isNumber(sqlType: String) -> Bool {
        let name = sqlType.prefix { $0 != "(" }
        return ["tinyint", "smallint", "int", "bigint", "float", "double", "decimal"].contains(name)
    }

    private static func isNumber(_ type: DataType) -> Bool {
        switch type {
        case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .float, .double, .decimal: true
        default: false
        }
    }
}

/// A value of a JSON row as text: strings without quotes, nested values as JSON.
struct TableCell: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            text = "NULL"
        } else if let string = try? value.decode(String.self) {
            text = string
        } else if let bool = try? value.decode(Bool.self) {
            text = String(bool)
        } else if let integer = try? value.decode(Int64.self) {
            text = String(integer)
        } else if let double = try? value.decode(Double.self) {
            text = "\(double)"
        } else {
            let nested = try value.decode(JSONText.self)
            text = nested.text
        }
    }
}

/// A JSON list or object, written again on one line.
private struct JSONText: Decodable {
    let text: String

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if let list = try? decoder.unkeyedContainer() {
            var (list, items) = (list, [String]())
            while !list.isAtEnd { items.append(try list.decode(JSONText.self).text) }
            text = "[\(items.joined(separator: ", "))]"
        } else if let fields = try? decoder.container(keyedBy: Key.self) {
            let items = try fields.allKeys.sorted { $0.stringValue < $1.stringValue }.map {
                "\($0.stringValue): \(try fields.decode(JSONText.self, forKey: $0).text)"
            }
            text = "{\(items.joined(separator: ", "))}"
        } else {
            text = try TableCell(from: decoder).text
        }
    }
}

extension String {
    fileprivate func trimmingTrailingSpaces() -> String {
        String(reversed().drop { $0 == " " }.reversed())
    }
}
