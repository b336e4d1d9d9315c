/// Types, and columns with their types.
extension Parser {
    mutating func dataType() throws(SyntaxFailure) {
        let mark = mark()
        try nested { (parser) throws(SyntaxFailure) in try parser.anyType(since: mark) }
        complete(.dataType, mark)
    }

    private mutating func anyType(since mark: Mark) throws(SyntaxFailure) {
        guard isIdentifier(current) || current.keyword != nil else { throw failure(.rule("a type")) }
        switch current.keyword {
        case .array: try typeArguments { (parser) throws(SyntaxFailure) in try parser.dataType() }
        case .map:
            try typeArguments { (parser) throws(SyntaxFailure) in
                try parser.dataType()
                try parser.expect(.comma)
                try parser.dataType()
            }
        case .struct: try structType()
        case .interval: try intervalType()
        case .timestamp, .time: try timestampType()
        case .string:
            advance()
            try typeCollation()
        case .char, .character, .varchar:
            advance()
            try typeSize(isRequired: true)
            try typeCollation()
        case .geography, .geometry:
            advance()
            try parenthesized { (parser) throws(SyntaxFailure) in
                if !parser.accept(.any) { try parser.integer() }
            }
        default: try simpleType(since: mark)
        }
    }

    private mutating func typeArguments(_ arguments: Rule) throws(SyntaxFailure) {
        advance()
        try expect(.less)
        try arguments(&self)
        try expect(.greater)
    }

    private mutating func structType() throws(SyntaxFailure) {
        advance()
        if accept(.angles) { return }
        try expect(.less)
        if accept(.greater) { return }
        try commaSeparated { (parser) throws(SyntaxFailure) in
            let mark = parser.mark()
            try parser.identifier()
            _ = parser.accept(.colon)
            try parser.dataType()
            _ = parser.accept(.not, .null)
            try parser.comment()
            parser.complete(.columnDefinition, mark)
        }
        try expect(.greater)
    }

    private mutating func intervalType() throws(SyntaxFailure) {
        advance()
        if acceptAny(.year, .month) {
            if at(.to, .month) { advance(2) }
        } else if acceptAny(.day, .hour, .minute, .second), at(.to), [.hour, .minute, .second].contains(peek().keyword)
        {
            advance(2)
        }
    }

    private mutating func timestampType() throws(SyntaxFailure) {
        advance()
        try typeSize(isRequired: false)
        if at(.without, .time) || (at(.with, .local) && peek(2).keyword == .time) {
            advance(at(.with) ? 2 : 1)
            try expect(.time, .zone)
        }
    }

    /// A decimal has up to 38 digits, and no more of them behind the point than in all.
    private func checkDecimal(since mark: Mark) throws(SyntaxFailure) {
        let sizes = (mark.position..<position).compactMap { Int(lexed.text(in: byteRange(of: terminals[$0]))) }
        guard let precision = sizes.first else { return }
        guard precision <= 38, sizes.count == 1 || sizes[1] <= precision, sizes.count <= 2 else {
            throw refusal("a decimal has up to 38 digits, and its scale is not more than its precision", since: mark)
        }
    }

    private mutating func typeCollation() throws(SyntaxFailure) {
        if accept(.collate) { try multipartName(.collationName) }
    }

    private mutating func typeSize(isRequired: Bool) throws(SyntaxFailure) {
        guard isRequired || at(.leftParenthesis) else { return }
        try parenthesizedList { (parser) throws(SyntaxFailure) in try parser.integer() }
    }

    private mutating func simpleType(since mark: Mark) throws(SyntaxFailure) {
        guard let keyword = current.keyword, keyword.namesSimpleType else {
            advance()
            throw refusal("there is no type \(lexed.text(in: byteRange(of: terminals[mark.position])))", since: mark)
        }
        advance()
        if keyword.takesTypeSize {
            try typeSize(isRequired: false)
            try checkDecimal(since: mark)
        }
    }

    // MARK: Columns

    /// `a INT NOT NULL COMMENT 'b', …`
    mutating func columnTypes() throws(SyntaxFailure) {
        try commaSeparated { (parser) throws(SyntaxFailure) in
            let mark = parser.mark()
            try parser.identifier()
            try parser.dataType()
            _ = parser.accept(.not, .null)
            try parser.comment()
            parser.complete(.columnDefinition, mark)
        }
    }

    /// A column as CREATE TABLE and CREATE FUNCTION describe it.
    mutating func columnDefinition() throws(SyntaxFailure) {
        let mark = mark()
        try identifier()
        try dataType()
        try clausesInAnyOrder(repeatable: [.constraint, .check, .references]) { (parser) throws(SyntaxFailure) in
            try parser.columnOption()
        }
        complete(.columnDefinition, mark)
    }

    private mutating func columnOption() throws(SyntaxFailure) -> Bool {
        switch current.keyword {
        case .not where peek().keyword == .null: advance(2)
        case .default:
            guard peek().keyword != .collation else { return false }
            advance()
            try expression()
        case .comment: try comment()
        case .generated: try generatedColumn()
        case .constraint, .check, .unique, .primary, .references: try columnConstraint()
        default: return false
        }
        return true
    }

    private mutating func generatedColumn() throws(SyntaxFailure) {
        advance()
        if accept(.always) {
            try expect(.as)
            if at(.leftParenthesis) {
                return try parenthesized { (parser) throws(SyntaxFailure) in try parser.expression() }
            }
        } else {
            try expect(.by, .default, .as)
        }
        try expect(.identity)
        if at(.leftParenthesis) {
            try parenthesized { (parser) throws(SyntaxFailure) in
                while !parser.at(.rightParenthesis) { try parser.sequenceOption() }
            }
        }
    }

    private mutating func sequenceOption() throws(SyntaxFailure) {
        if accept(.start) { try expect(.with) } else { try expect(.increment, .by) }
        _ = accept(.hyphen)
        guard current.kind == .integer || current.kind == .bigint || beginsParameter else {
            throw failure(.rule("an integer"))
        }
        if beginsParameter { try parameter() } else { try single(.numericLiteral) }
    }

    // MARK: Constraints

    private mutating func columnConstraint() throws(SyntaxFailure) {
        let mark = mark()
        if accept(.constraint) { try identifier() }
        switch current.keyword {
        case .check: try checkConstraint()
        case .references: try reference()
        case .unique: advance()
        default: try expect(.primary, .key)
        }
        try constraintCharacteristics(since: mark)
        complete(.constraint, mark)
    }

    mutating func tableConstraint() throws(SyntaxFailure) {
        let mark = mark()
        if accept(.constraint) { try identifier() }
        switch current.keyword {
        case .check: try checkConstraint()
        case .foreign:
            advance()
            try expect(.key)
            try nameList()
            try reference()
        default:
            if !accept(.unique) { try expect(.primary, .key) }
            try nameList()
        }
        try constraintCharacteristics(since: mark)
        complete(.constraint, mark)
    }

    /// Whether a table's constraint begins here, not a column whose name is one of those words.
    var beginsTableConstraint: Bool {
        switch current.keyword {
        case .constraint: isIdentifier(peek()) && peek(2).keyword?.beginsConstraint == true
        case .check, .unique: peek().symbol == .leftParenthesis
        case .primary, .foreign: peek().keyword == .key && peek(2).symbol == .leftParenthesis
        default: false
        }
    }

    private mutating func checkConstraint() throws(SyntaxFailure) {
        advance()
        try parenthesized { (parser) throws(SyntaxFailure) in try parser.expression() }
    }

    private mutating func reference() throws(SyntaxFailure) {
        try expect(.references)
        try multipartName(.describedTable)
        if at(.leftParenthesis) { try nameList() }
    }

    /// ENFORCED and RELY, each once. A check is always enforced; keys and references never are.
    private mutating func constraintCharacteristics(since mark: Mark) throws(SyntaxFailure) {
        let isCheck = (mark.position..<position).contains { index in
            terminals[index].keyword == .check && terminals[index + 1].symbol == .leftParenthesis
        }
        var found: Set<Keyword> = []
        while true {
            let characteristic = self.mark()
            let isNegated = at(.not, .enforced)
            if isNegated { advance() }
            guard acceptAny(.enforced, .rely, .norely) else { return }
            let isEnforcement = peek(-1).keyword == .enforced
            guard found.insert(isEnforcement ? .enforced : .rely).inserted else {
                throw refusal("this is said already", since: characteristic)
            }
            if isEnforcement, isNegated == isCheck {
                throw refusal("a CHECK is always enforced, keys and references never are", since: characteristic)
            }
        }
    }

    /// COMMENT and its string, where there is one.
    mutating func comment() throws(SyntaxFailure) {
        guard at(.comment) else { return }
        let mark = mark()
        advance()
        try stringLiteral()
        complete(.commentClause, mark)
    }
}

extension Keyword {
    fileprivate var beginsConstraint: Bool {
        switch self {
        case .check, .unique, .primary, .foreign: true
        default: false
        }
    }

    fileprivate var namesSimpleType: Bool {
        switch self {
        case .boolean, .tinyint, .byte, .smallint, .short, .int, .integer, .bigint, .long, .float, .real, .double,
            .date, .timestampNtz, .timestampLtz, .binary, .decimal, .dec, .numeric, .void, .variant:
            true
        default: false
        }
    }

    fileprivate var takesTypeSize: Bool {
        switch self {
        case .decimal, .dec, .numeric, .timestampNtz, .timestampLtz: true
        default: false
        }
    }
}
