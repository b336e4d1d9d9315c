/// Cuts UTF-8 into tokens by the rules of Spark 4's lexer: at each place the longest token that fits.
///
/// Every step consumes at least one byte, and no byte is looked at more than a few times.
struct Lexer {
    let bytes: [UInt8]
    private(set) var tokens: [Token] = []
    private(set) var diagnostics: [LexicalDiagnostic] = []
    private var start = 0
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
        tokens.reserveCapacity(bytes.count / 4)
    }

    mutating func run() {
        while position < bytes.count {
            start = position
            scanToken()
        }
    }

    private mutating func scanToken() {
        let byte = bytes[position]
        switch byte {
        case _ where isWhitespace(at: position) != nil: scanWhitespace()
        case UInt8(ascii: "-") where peek(1) == byte: scanLineComment()
        case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): scanBracketedComment()
        case UInt8(ascii: "*") where peek(1) == UInt8(ascii: "/"): emit(.hintEnd, length: 2)
        case UInt8(ascii: "'"), UInt8(ascii: "\""): scanString(quote: byte)
        case UInt8(ascii: "`"): scanQuotedIdentifier()
        case UInt8(ascii: "$"): scanDollarQuoted()
        case UInt8(ascii: "r"), UInt8(ascii: "R"): scanRawStringOrWord()
        case UInt8(ascii: "0")...UInt8(ascii: "9"): scanNumberOrWord()
        case UInt8(ascii: ".") where isDigit(peek(1)): scanFraction()
        case _ where wordLength(at: position) > 0: scanWord()
        default: scanSymbol(byte)
        }
    }

    // MARK: Trivia

    private mutating func scanWhitespace() {
        while let length = isWhitespace(at: position) { position += length }
        emit(.whitespace)
    }

    /// To the line's end, which belongs to the comment; a backslash before a line feed continues it on the next line.
    private mutating func scanLineComment() {
        position += 2
        while let byte = peek(0), byte != 0x0D {
            position += 1
            if byte == 0x0A && bytes[position - 2] != 0x5C { return emit(.lineComment) }
        }
        if peek(0) == 0x0D { position += 1 }
        if peek(0) == 0x0A { position += 1 }
        emit(.lineComment)
    }

    private mutating func scanBracketedComment() {
        if peek(2) == UInt8(ascii: "+") { return emit(.hintStart, length: 3) }
        position += 2
        var depth = 1
        while let byte = peek(0) {
            let next = peek(1)
            if byte == UInt8(ascii: "*") && next == UInt8(ascii: "/") {
                position += 2
                depth -= 1
                if depth == 0 { return emit(.bracketedComment) }
            } else if byte == UInt8(ascii: "/") && next == UInt8(ascii: "*") && peek(2) != UInt8(ascii: "+") {
                position += 2
                depth += 1
            } else {
                position += 1
            }
        }
        fail(.unterminatedComment)
    }

    // MARK: Quoted

    /// A doubled quote stands for one and does not end the literal.
    private mutating func scanString(quote: UInt8) {
        position += 1
        while let byte = peek(0) {
            position += 1
            if byte == 0x5C {
                position = min(position + 1, bytes.count)
            } else if byte == quote {
                guard peek(0) == quote else { return emit(.string) }
                position += 1
            }
        }
        fail(.unterminatedString)
    }

    private mutating func scanQuotedIdentifier() {
        position += 1
        while let byte = peek(0) {
            position += 1
            guard byte == UInt8(ascii: "`") else { continue }
            guard peek(0) == byte else { return emit(.quotedIdentifier) }
            position += 1
        }
        fail(.unterminatedIdentifier)
    }

    private mutating func scanRawStringOrWord() {
        guard let quote = peek(1), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return scanWord() }
        position += 2
        while let byte = peek(0) {
            position += 1
            if byte == quote { return emit(.rawString) }
        }
        fail(.unterminatedString)
    }

    /// So that looking for its end takes linear time.
    private static let longestTag = 64

    /// `$tag$`, anything, and the same again. It has a meaning only where the grammar says so, as has `@`: a parser takes
    /// the diagnostic back there, and whoever reads tokens alone refuses both.
    private mutating func scanDollarQuoted() {
        var end = position + 1
        while end < min(bytes.count, position + Self.longestTag), (0x61...0x7A).contains(bytes[end] | 0x20) { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "$") else {
            position += 1
            return fail(.unrecognizedCharacter)
        }
        let tag = bytes[position...end]
        position = end + 1
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "$"), bytes[position...].starts(with: tag) {
                position += tag.count
                diagnostics.append(LexicalDiagnostic(fault: .unrecognizedCharacter, range: start..<position))
                return emit(.dollarQuotedString)
            }
            position += 1
        }
        fail(.unterminatedString)
    }

    // MARK: Words and numbers

    private mutating func scanWord() {
        while case let length = wordLength(at: position), length > 0 { position += length }
        if scanAddress() { return emit(.identifier) }
        let word = bytes[start..<position]
        tokens.append(Token(kind: .identifier, keyword: Keyword(spelledBy: word), range: start..<position))
    }

    /// `scheme://path`, which Spark takes for one identifier (and its parser then refuses): letters before, and some
    /// marks besides letters behind. Returns whether it was one.
    private mutating func scanAddress() -> Bool {
        guard peek(0) == UInt8(ascii: ":"), peek(1) == UInt8(ascii: "/"), peek(2) == UInt8(ascii: "/"),
            bytes[start..<position].allSatisfy({ !isDigit($0) && $0 != UInt8(ascii: "_") }),
            addressLength(at: position + 3) > 0
        else { return false }
        position += 3
        while case let length = addressLength(at: position), length > 0 { position += length }
        return true
    }

    private func addressLength(at index: Int) -> Int {
        guard index < bytes.count else { return 0 }
        return "/-.?=&#%".utf8.contains(bytes[index]) ? 1 : wordLength(at: index)
    }

    /// Digits, then what makes them another kind of number; a longer word that begins with digits wins.
    private mutating func scanNumberOrWord() {
        let word = wordEnd(from: position)
        let digits = digitsEnd(from: position)
        var best = (kind: TokenKind.integer, end: digits)
        if let (kind, end) = suffix(at: digits, allowsIntegerSuffix: true) { best = (kind, end) }
        if digits < bytes.count, bytes[digits] == UInt8(ascii: ".") {
            let fraction = fractionCandidate(from: digitsEnd(from: digits + 1))
            if let fraction, fraction.end > max(best.end, word) { best = fraction }
        }
        if word > best.end { return scanWord() }
        position = best.end
        emit(best.kind)
    }

    /// `.5`: when what follows makes it no number, the dot stands alone.
    private mutating func scanFraction() {
        guard let (kind, end) = fractionCandidate(from: digitsEnd(from: position + 1)) else {
            return emit(.dot, length: 1)
        }
        position = end
        emit(kind)
    }

    /// A number with a point whose digits end at `end`; nil when a letter, digit or underscore follows it.
    private func fractionCandidate(from end: Int) -> (kind: TokenKind, end: Int)? {
        let candidate = suffix(at: end, allowsIntegerSuffix: false) ?? (.decimal, end)
        if candidate.end < bytes.count, isWordByte(bytes[candidate.end]) { return nil }
        return candidate
    }

    /// An exponent, a type suffix, or an exponent and then a suffix, at `index`.
    private func suffix(at index: Int, allowsIntegerSuffix: Bool) -> (kind: TokenKind, end: Int)? {
        let exponent = exponentEnd(from: index)
        let end = exponent ?? index
        switch lowered(at: end) {
        case UInt8(ascii: "f"): return (.float, end + 1)
        case UInt8(ascii: "d"): return (.double, end + 1)
        case UInt8(ascii: "b") where lowered(at: end + 1) == UInt8(ascii: "d"): return (.bigDecimal, end + 2)
        case UInt8(ascii: "l") where allowsIntegerSuffix && exponent == nil: return (.bigint, end + 1)
        case UInt8(ascii: "s") where allowsIntegerSuffix && exponent == nil: return (.smallint, end + 1)
        case UInt8(ascii: "y") where allowsIntegerSuffix && exponent == nil: return (.tinyint, end + 1)
        default: return exponent.map { (.exponent, $0) }
        }
    }

    private func exponentEnd(from index: Int) -> Int? {
        guard lowered(at: index) == UInt8(ascii: "e") else { return nil }
        var end = index + 1
        if end < bytes.count, bytes[end] == UInt8(ascii: "+") || bytes[end] == UInt8(ascii: "-") { end += 1 }
        let digits = digitsEnd(from: end)
        return digits > end ? digits : nil
    }

    // MARK: Symbols

    private mutating func scanSymbol(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "("): emit(.leftParenthesis, length: 1)
        case UInt8(ascii: ")"): emit(.rightParenthesis, length: 1)
        case UInt8(ascii: "["): emit(.leftBracket, length: 1)
        case UInt8(ascii: "]"): emit(.rightBracket, length: 1)
        case UInt8(ascii: ","): emit(.comma, length: 1)
        case UInt8(ascii: "."): emit(.dot, length: 1)
        case UInt8(ascii: ";"): emit(.semicolon, length: 1)
        case UInt8(ascii: "?"): emit(.questionMark, length: 1)
        case UInt8(ascii: ":") where peek(1) != byte: emit(.colon, length: 1)
        default: scanOperator()
        }
    }

    private mutating func scanOperator() {
        let length = operatorLength
        if length > 0 { return emit(.operator, length: length) }
        position += 1
        while let byte = peek(0), byte & 0xC0 == 0x80 { position += 1 }
        fail(.unrecognizedCharacter)
    }

    private var operatorLength: Int {
        guard let first = peek(0) else { return 0 }
        let pair = (Character(Unicode.Scalar(first)), peek(1).map { Character(Unicode.Scalar($0)) })
        return switch pair {
        case ("<", "="): peek(2) == UInt8(ascii: ">") ? 3 : 2
        case ("=", "="), ("=", ">"), ("<", ">"), ("<", "<"), ("!", "="), ("!", ">"), ("!", "<"), (">", "="), ("|", "|"),
            ("|", ">"), ("-", ">"), (":", ":"):
            2
        case ("=", _), ("<", _), (">", _), ("!", _), ("+", _), ("-", _), ("*", _), ("/", _), ("%", _), ("~", _),
            ("&", _), ("|", _), ("^", _):
            1
        default: 0
        }
    }

    // MARK: Characters

    private mutating func emit(_ kind: TokenKind) {
        tokens.append(Token(kind: kind, range: start..<position))
    }

    private mutating func emit(_ kind: TokenKind, length: Int) {
        position = start + length
        emit(kind)
    }

    private mutating func fail(_ fault: LexicalDiagnostic.Fault) {
        diagnostics.append(LexicalDiagnostic(fault: fault, range: start..<position))
        emit(.unrecognized)
    }

    private func peek(_ distance: Int) -> UInt8? {
        let index = position + distance
        return index < bytes.count ? bytes[index] : nil
    }

    private func lowered(at index: Int) -> UInt8? {
        index < bytes.count ? bytes[index] | 0x20 : nil
    }

    private func digitsEnd(from index: Int) -> Int {
        var end = index
        while end < bytes.count, isDigit(bytes[end]) { end += 1 }
        return end
    }

    private func wordEnd(from index: Int) -> Int {
        var end = index
        while case let length = wordLength(at: end), length > 0 { end += length }
        return end
    }

    private func isDigit(_ byte: UInt8?) -> Bool {
        byte.map { (0x30...0x39).contains($0) } ?? false
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || (0x61...0x7A).contains(byte | 0x20)
    }

    /// The bytes that the letter, digit or underscore at `index` takes; 0 when there is none.
    private func wordLength(at index: Int) -> Int {
        guard index < bytes.count else { return 0 }
        if bytes[index] < 0x80 { return isWordByte(bytes[index]) ? 1 : 0 }
        guard let (scalar, length) = scalar(at: index) else { return 0 }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return length
        default: return 0
        }
    }

    /// The bytes that the white space at `index` takes; nil when there is none.
    private func isWhitespace(at index: Int) -> Int? {
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case 0x20, 0x09...0x0D: return 1
        case 0xC2, 0xE1, 0xE2, 0xE3:
            guard let (scalar, length) = scalar(at: index) else { return nil }
            switch scalar.value {
            case 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x202F, 0x205F, 0x3000: return length
            default: return nil
            }
        default: return nil
        }
    }

    /// The scalar whose UTF-8 begins at `index`.
    private func scalar(at index: Int) -> (Unicode.Scalar, length: Int)? {
        var decoder = Unicode.UTF8.ForwardParser()
        var rest = bytes[index...].prefix(4).makeIterator()
        guard case .valid(let encoded) = decoder.parseScalar(from: &rest) else { return nil }
        return (Unicode.UTF8.decode(encoded), encoded.count)
    }
}
