/// The statements that Delta Lake's grammar adds to Spark's.
extension Parser {
    mutating func deltaStatement() throws(SyntaxFailure) {
        let mark = mark()
        switch current.keyword {
        case .optimize: try optimize(since: mark)
        case .vacuum: try vacuum(since: mark)
        case .restore: try restore(since: mark)
        case .reorg:
            try expect(.reorg, .table)
            try deltaTable()
            try conditionClause(.where, .whereClause)
            try expect(.apply)
            try parenthesized { (parser) throws(SyntaxFailure) in
                while !parser.at(.rightParenthesis), !parser.isAtEnd { parser.advance() }
            }
            complete(.reorgTable, mark)
        default:
            try expect(.convert, .to)
            try identifier()
            try deltaTable()
            if accept(.no) { try expect(.statistics) }
            if accept(.partitioned) {
                try expect(.by)
                try parenthesized { (parser) throws(SyntaxFailure) in try parser.columnTypes() }
            }
            complete(.convertToDelta, mark)
        }
    }

    /// A table's name, or the path of its folder in quotes.
    private mutating func deltaTable() throws(SyntaxFailure) {
        if isString(current) { return try stringLiteral(.writtenPath) }
        try nameReference(.writtenTable)
    }

    private mutating func optimize(since mark: Mark) throws(SyntaxFailure) {
        advance()
        try deltaTable()
        if at(.full) { advance() }
        try conditionClause(.where, .whereClause)
        if accept(.zorder) {
            try expect(.by)
            let isParenthesized = accept(.leftParenthesis)
            try multipartNames(.columnReference)
            if isParenthesized { try expect(.rightParenthesis) }
        }
        complete(.optimizeTable, mark)
    }

    private mutating func vacuum(since mark: Mark) throws(SyntaxFailure) {
        advance()
        try deltaTable()
        if at(.using), peek().keyword == .inventory {
            advance(2)
            if at(.leftParenthesis) {
                try parenthesized { (parser) throws(SyntaxFailure) in try parser.query() }
            } else {
                try nameReference(.tableName)
            }
        }
        while !isAtEnd {
            if accept(.retain) {
                try valueExpression()
                try expectOne(of: .hours, .hour)
            } else if accept(.dry) {
                guard accept(spelled: "run") else { throw failure(.rule("RUN")) }
            } else {
                guard accept(spelled: "lite") || accept(.full) else { throw failure(.keyword(.retain), .keyword(.dry)) }
            }
        }
        complete(.vacuumTable, mark)
    }

    /// A word that is a keyword nowhere else.
    mutating func accept(spelled word: StaticString) -> Bool {
        let bytes = lexed.bytes[byteRange(of: current)]
        guard bytes.count == word.utf8CodeUnitCount,
            word.withUTF8Buffer({ zip($0, bytes).allSatisfy { $0 == $1 | 0x20 } })
        else { return false }
        advance()
        return true
    }

    private mutating func restore(since mark: Mark) throws(SyntaxFailure) {
        advance()
        if at(.table), isIdentifier(peek()) { advance() }
        try deltaTable()
        let time = self.mark()
        _ = accept(.to)
        let isVersion = at(.version)
        try expectOne(of: .version, .timestamp)
        try expect(.as, .of)
        if isVersion { try integer() } else { try stringLiteral() }
        complete(.timeTravel, time)
        complete(.restoreTable, mark)
    }
}
