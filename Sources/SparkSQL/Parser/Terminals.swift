/// A text's terminals, with what a look-ahead asks of them in constant time: where a parenthesis closes, and what stands
/// behind a run of opening ones.
struct Terminals {
    private let items: [Terminal]
    /// For an opening parenthesis or bracket the index of the one that closes it, else its own index.
    private let closings: [Int32]
    /// The first index at or behind each that is no opening parenthesis.
    private let behindParentheses: [Int32]
    private let end: Terminal

    init(_ lexed: LexedText) {
        var items: [Terminal] = []
        items.reserveCapacity(lexed.tokens.count / 2 + 1)
        for (index, token) in lexed.tokens.enumerated() where !token.kind.isTrivia {
            let symbol = Symbol(token, in: lexed.bytes)
            items.append(
                Terminal(kind: token.kind, keyword: token.keyword, symbol: symbol, token: Int32(clamping: index))
            )
        }
        self.items = items
        closings = Self.closings(of: items)
        behindParentheses = Self.behindParentheses(of: items)
        end = Terminal(kind: .whitespace, keyword: nil, symbol: .endOfText, token: Int32(clamping: lexed.tokens.count))
    }

    var count: Int { items.count }

    /// The terminal at `index`; outside of the text the end.
    subscript(index: Int) -> Terminal {
        index >= 0 && index < items.count ? items[index] : end
    }

    /// The index of the parenthesis or bracket that closes the one at `index`; the text's end when none does.
    func closing(_ index: Int) -> Int {
        closings.indices.contains(index) ? Int(closings[index]) : items.count
    }

    func behindParentheses(_ index: Int) -> Int {
        behindParentheses.indices.contains(index) ? Int(behindParentheses[index]) : items.count
    }

    private static func closings(of items: [Terminal]) -> [Int32] {
        var closings = items.indices.map { Int32(clamping: $0) }
        var open: [Int] = []
        for (index, item) in items.enumerated() {
            switch item.symbol {
            case .leftParenthesis, .leftBracket: open.append(index)
            case .rightParenthesis, .rightBracket:
                if let opening = open.popLast() { closings[opening] = Int32(clamping: index) }
            default: break
            }
        }
        for opening in open { closings[opening] = Int32(clamping: items.count) }
        return closings
    }

    private static func behindParentheses(of items: [Terminal]) -> [Int32] {
        var result = items.indices.map { Int32(clamping: $0) }
        for index in items.indices.reversed() where items[index].symbol == .leftParenthesis {
            result[index] = index + 1 < items.count ? result[index + 1] : Int32(clamping: items.count)
        }
        return result
    }
}
