/// The two-part name of a table: `schema.table`, as the lake's folders and Spark SQL spell it.
///
/// Names compare without regard to case, as Spark resolves them; the spelling of the lake is kept for printing.
package struct TableName: Sendable {
    package let schema: String
    package let table: String

    package init(schema: String, table: String) {
        self.schema = schema
        self.table = table
    }

    /// Parses `table` or `schema.table`, with back-quoted parts allowed; a name without a schema is in `defaultSchema`.
    /// Returns nil for an empty part, a third part, or an unclosed quote.
    package init?(parsing text: String, defaultSchema: String = TableName.defaultSchema) {
        guard let parts = Self.parts(of: text), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        switch parts.count {
        case 1: self.init(schema: defaultSchema, table: parts[0])
        case 2: self.init(schema: parts[0], table: parts[1])
        default: return nil
        }
    }

    package static let defaultSchema = "delta_lake"

    /// Back-quoted where a part is not a plain identifier, so that it can stand in SQL.
    package var sql: String { "\(Self.quoted(schema)).\(Self.quoted(table))" }

    package static func quoted(_ part: String) -> String {
        let plain =
            part.unicodeScalars.first.map { $0 == "_" || isLetter($0) } == true
            && part.unicodeScalars.allSatisfy { $0 == "_" || isLetter($0) || ("0"..."9").contains($0) }
        return plain ? part : "`\(part.replacing("`", with: "``"))`"
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func parts(of text: String) -> [String]? {
        var parts = [""]
        var quoted = false
        var rest = text[...]
        while let character = rest.popFirst() {
            switch (character, quoted) {
            case ("`", true) where rest.first == "`":
                rest.removeFirst()
                parts[parts.count - 1].append("`")
            case ("`", _): quoted.toggle()
            case (".", false): parts.append("")
            default: parts[parts.count - 1].append(character)
            }
        }
        return quoted ? nil : parts
    }

    /// Back-quotes keep `a.b`.c apart from a.`b.c`.
    private var folded: String { sql.lowercased() }
}

extension TableName: Hashable, Comparable, CustomStringConvertible {
    package static func == (left: Self, right: Self) -> Bool { left.folded == right.folded }
    package static func < (left: Self, right: Self) -> Bool { left.folded < right.folded }
    package func hash(into hasher: inout Hasher) { hasher.combine(folded) }
    package var description: String { "\(schema).\(table)" }
}
