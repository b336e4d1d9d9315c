internal import LakeModel

/// Finds the place of a fault: engines say it in words, or as an offset into the statement.
enum StatementPosition {
    /// The place of a 0-based offset; nil outside the text.
    static func position(ofScalar offset: Int, in sql: String) -> TextPosition? {
        guard offset >= 0 else { return nil }
        var line = 1
        var column = 1
        for (index, scalar) in sql.unicodeScalars.enumerated() {
            if index == offset { return TextPosition(line: line, column: column) }
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        return offset == sql.unicodeScalars.count ? TextPosition(line: line, column: column) : nil
    }

    /// Where a statement that ended too early ends.
    static func end(of sql: String) -> TextPosition? {
        position(ofScalar: sql.unicodeScalars.count, in: sql)
    }

    /// Spark's wordings: `== SQL (line 2, position 5) ==` counts both from 1; `(line 2, pos 4)` and `; line 2 pos 4` count
    /// the column from 0.
    static func sparkPosition(in message: String) -> TextPosition? {
        if let match = message.firstMatch(of: /== SQL.* \(line (\d+), position (\d+)\)/) {
            return position(match.output.1, match.output.2, columnsFrom: 1)
        }
        if let match = message.firstMatch(of: /[;(] ?line (\d+),? pos (\d+)/) {
            return position(match.output.1, match.output.2, columnsFrom: 0)
        }
        return nil
    }

    private static func position(_ line: Substring, _ column: Substring, columnsFrom first: Int) -> TextPosition? {
        guard let line = Int32(line), let column = Int32(column) else { return nil }
        return TextPosition(line: Int(line), column: Int(column) + 1 - first)
    }
}
