/// A token that carries meaning, as the parser looks at it: operators and marks told apart, trivia left out.
struct Terminal {
    let kind: TokenKind
    let keyword: Keyword?
    let symbol: Symbol
    /// Index among the text's tokens, trivia included.
    let token: Int32
}

/// Operators and marks. Spellings that mean the same (`=` and `==`, `<=` and `!>`) are one symbol.
enum Symbol: UInt8 {
    /// Not a symbol: a word, a number, a string.
    case other
    /// Behind the text's last token.
    case endOfText
    case leftParenthesis, rightParenthesis, leftBracket, rightBracket
    case comma, dot, semicolon, colon, questionMark
    case hintStart, hintEnd
    case equal, nullSafeEqual, lessOrEqual, less, greater, greaterOrEqual
    /// `<>`, which is also an empty list of a struct's fields.
    case angles
    case notEqual
    case shiftLeft, plus, hyphen, asterisk, slash, percentSign, tilde, ampersand, pipe, concatenation, hat
    case pipeArrow, arrow, fatArrow, doubleColon, exclamationMark, atSign
}

extension Symbol {
    init(_ token: Token, in bytes: [UInt8]) {
        switch token.kind {
        case .leftParenthesis: self = .leftParenthesis
        case .rightParenthesis: self = .rightParenthesis
        case .leftBracket: self = .leftBracket
        case .rightBracket: self = .rightBracket
        case .comma: self = .comma
        case .dot: self = .dot
        case .semicolon: self = .semicolon
        case .colon: self = .colon
        case .questionMark: self = .questionMark
        case .hintStart: self = .hintStart
        case .hintEnd: self = .hintEnd
        case .operator: self = Symbol(operator: bytes[token.range])
        case .unrecognized: self = bytes[token.range].elementsEqual([UInt8(ascii: "@")]) ? .atSign : .other
        default: self = .other
        }
    }

    private init(operator spelling: ArraySlice<UInt8>) {
        let first = spelling.first.map { Character(Unicode.Scalar($0)) }
        let second = spelling.dropFirst().first.map { Character(Unicode.Scalar($0)) }
        self =
            switch (first, second) {
            case ("=", nil), ("=", "="): .equal
            case ("=", ">"): .fatArrow
            case ("<", "=") where spelling.count == 3: .nullSafeEqual
            case ("<", "="), ("!", ">"): .lessOrEqual
            case ("<", ">"): .angles
            case ("<", "<"): .shiftLeft
            case ("!", "="): .notEqual
            case (">", "="), ("!", "<"): .greaterOrEqual
            case ("|", "|"): .concatenation
            case ("|", ">"): .pipeArrow
            case ("-", ">"): .arrow
            case (":", ":"): .doubleColon
            default: Symbol(single: first)
            }
    }

    private init(single character: Character?) {
        self =
            switch character {
            case "<": .less
            case ">": .greater
            case "!": .exclamationMark
            case "+": .plus
            case "-": .hyphen
            case "*": .asterisk
            case "/": .slash
            case "%": .percentSign
            case "~": .tilde
            case "&": .ampersand
            case "|": .pipe
            case "^": .hat
            default: .other
            }
    }
}
