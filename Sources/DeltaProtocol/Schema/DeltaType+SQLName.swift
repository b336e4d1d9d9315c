extension DeltaType {
    /// From Spark SQL's spelling, in any case: `bigint`, `decimal(10,2)`, `map<string,array<int>>`,
    /// `struct<a:int,b:string>`. nil for anything else, and for types nested deeper than anyone means.
    package init?(sqlName text: String) {
        var parser = SQLTypeParser(text)
        guard let type = parser.type(depth: 0), parser.isAtEnd else { return nil }
        self = type
    }
}

private struct SQLTypeParser {
    private static let deepest = 32

    private static let names: [String: DeltaType] = [
        "tinyint": .byte, "byte": .byte, "smallint": .short, "short": .short, "int": .integer, "integer": .integer,
        "bigint": .long, "long": .long, "float": .float, "real": .float, "double": .double, "boolean": .boolean,
        "string": .string, "binary": .binary, "date": .date, "timestamp": .timestamp, "timestamp_ltz": .timestamp,
        "timestamp_ntz": .timestampNTZ,
    ]

    private var rest: Substring

    init(_ text: String) {
        rest = text[...]
        skipSpaces()
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func type(depth: Int) -> DeltaType? {
        guard depth < Self.deepest else { return nil }
        let name = word().lowercased()
        switch name {
        case "decimal", "dec", "numeric": return decimal()
        case "array": return array(depth)
        case "map": return map(depth)
        case "struct": return structure(depth)
        default: return Self.names[name]
        }
    }

    private mutating func decimal() -> DeltaType? {
        guard take("(") else { return .decimal(precision: 10, scale: 0) }
        guard let precision = Int(word()) else { return nil }
        var scale: Int? = 0
        if take(",") { scale = Int(word()) }
        guard let scale, take(")"), (1...DeltaType.maximumDecimalPrecision).contains(precision),
            (0...precision).contains(scale)
        else { return nil }
        return .decimal(precision: precision, scale: scale)
    }

    private mutating func array(_ depth: Int) -> DeltaType? {
        guard take("<"), let element = type(depth: depth + 1), take(">") else { return nil }
        return .array(element: element, containsNull: true)
    }

    private mutating func map(_ depth: Int) -> DeltaType? {
        guard take("<"), let key = type(depth: depth + 1), take(","), let value = type(depth: depth + 1), take(">")
        else { return nil }
        return .map(key: key, value: value, valueContainsNull: true)
    }

    private mutating func structure(_ depth: Int) -> DeltaType? {
        guard take("<") else { return nil }
        var fields: [StructField] = []
        repeat {
            let name = fieldName()
            _ = take(":")
            guard !name.isEmpty, let type = type(depth: depth + 1) else { return nil }
            fields.append(StructField(name, type))
        } while take(",")
        return take(">") ? .structure(StructType(fields)) : nil
    }

    private mutating func fieldName() -> String {
        guard rest.first == "`" else { return word() }
        rest.removeFirst()
        let name = rest.prefix { $0 != "`" }
        rest = rest[name.endIndex...].dropFirst()
        skipSpaces()
        return String(name)
    }

    private mutating func word() -> String {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        rest = rest[word.endIndex...]
        skipSpaces()
        return String(word)
    }

    private mutating func take(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        skipSpaces()
        return true
    }

    private mutating func skipSpaces() { rest = rest.drop { $0.isWhitespace } }
}
