/// Where a rule could not go on, and what it would have gone on with.
struct SyntaxFailure: Error {
    let position: Int
    let expected: [Expectation]
    /// Set when the words fit the grammar and something else is wrong.
    var message: String?
    /// The terminals that `message` is about; `position` alone when nil.
    var span: Range<Int>?
}

/// What the grammar allows at a place.
enum Expectation: Hashable {
    case keyword(Keyword)
    case symbol(String)
    /// A rule's name, as in "expected an expression".
    case rule(String)

    var description: String {
        switch self {
        case .keyword(let keyword): keyword.rawValue.uppercased()
        case .symbol(let spelling): "'\(spelling)'"
        case .rule(let name): name
        }
    }
}

extension Symbol {
    /// The usual spelling, for messages.
    var spelling: String {
        switch self {
        case .other, .endOfText: ""
        case .leftParenthesis: "("
        case .rightParenthesis: ")"
        case .leftBracket: "["
        case .rightBracket: "]"
        case .comma: ","
        case .dot: "."
        case .semicolon: ";"
        case .colon: ":"
        case .questionMark: "?"
        case .hintStart: "/*+"
        case .hintEnd: "*/"
        case .equal: "="
        case .nullSafeEqual: "<=>"
        case .lessOrEqual: "<="
        case .less: "<"
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .angles: "<>"
        case .notEqual: "!="
        case .shiftLeft: "<<"
        case .plus: "+"
        case .hyphen: "-"
        case .asterisk: "*"
        case .slash: "/"
        case .percentSign: "%"
        case .tilde: "~"
        case .ampersand: "&"
        case .pipe: "|"
        case .concatenation: "||"
        case .hat: "^"
        case .pipeArrow: "|>"
        case .arrow: "->"
        case .fatArrow: "=>"
        case .doubleColon: "::"
        case .exclamationMark: "!"
        case .atSign: "@"
        }
    }
}
