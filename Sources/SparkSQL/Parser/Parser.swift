/// Spark SQL's grammar by recursive descent, after the grammar of Spark 4.3; one file an area of it.
///
/// A rule reads terminals, and completes nodes over what it has read: nodes are written down when they end (post-order),
/// so wrapping what was already read (`a` in `a + b`) moves nothing. Left-associative operators are loops; everything else
/// that nests counts against `ParserOptions.depthLimit`.
///
/// Nearly every keyword of Spark may also be a name. Where both readings are possible, `Parser+Keywords.swift` decides by
/// what stands next to the word, so that nothing is ever read twice.
struct Parser {
    let lexed: LexedText
    let terminals: Terminals
    let options: ParserOptions

    private(set) var position = 0
    /// Finished nodes in post-order.
    private(set) var nodes: [CompletedNode] = []
    var failures: [SyntaxFailure] = []
    /// Terminals whose characters have a meaning here though the lexer knows none, and those that Spark takes as they are.
    var unread: [Range<Int>] = []
    /// The labels of the script blocks around the place, from the outermost.
    var labels: [String] = []
    private var depth = 0
    /// Terminals read and nodes completed, for tests of how the work grows.
    private(set) var steps = 0

    init(_ lexed: LexedText, options: ParserOptions) {
        self.lexed = lexed
        self.options = options
        terminals = Terminals(lexed)
        nodes.reserveCapacity(terminals.count)
    }

    // MARK: Nodes

    /// Where a node begins: what is completed from here on belongs to it.
    struct Mark {
        fileprivate let node: Int
        let position: Int
    }

    func mark() -> Mark { Mark(node: nodes.count, position: position) }

    /// Ends a node over everything since `mark`; one without terminals is left out.
    mutating func complete(_ kind: SyntaxKind, _ mark: Mark) {
        guard position > mark.position else { return }
        steps += 1
        nodes.append(
            CompletedNode(
                kind: kind,
                first: Int32(clamping: mark.position),
                end: Int32(clamping: position),
                descendants: Int32(clamping: nodes.count - mark.node)
            )
        )
    }

    /// The nodes completed since `mark`.
    func nodesSince(_ mark: Mark) -> ArraySlice<CompletedNode> { nodes[min(mark.node, nodes.count)...] }

    /// Gives the node completed last another kind, once what stands behind a name has told what it names.
    mutating func renameLast(to kind: SyntaxKind) {
        guard let last = nodes.popLast() else { return }
        nodes.append(CompletedNode(kind: kind, first: last.first, end: last.end, descendants: last.descendants))
    }

    // MARK: Terminals

    var current: Terminal { terminals[position] }

    func peek(_ distance: Int = 1) -> Terminal { terminals[position + distance] }

    func at(_ keyword: Keyword) -> Bool { current.keyword == keyword }

    func at(_ symbol: Symbol) -> Bool { current.symbol == symbol }

    func at(_ first: Keyword, _ second: Keyword) -> Bool { at(first) && peek().keyword == second }

    var isAtEnd: Bool { isEnd(current) }

    /// The text's end, or the semicolon that ends a statement.
    func isEnd(_ terminal: Terminal) -> Bool { terminal.symbol == .endOfText || terminal.symbol == .semicolon }

    mutating func advance(_ count: Int = 1) {
        steps += count
        position = min(position + count, terminals.count)
    }

    mutating func accept(_ keyword: Keyword) -> Bool {
        guard at(keyword) else { return false }
        advance()
        return true
    }

    mutating func accept(_ symbol: Symbol) -> Bool {
        guard at(symbol) else { return false }
        advance()
        return true
    }

    mutating func accept(_ first: Keyword, _ second: Keyword) -> Bool {
        guard at(first, second) else { return false }
        advance(2)
        return true
    }

    mutating func acceptAny(_ keywords: Keyword...) -> Bool {
        guard let keyword = current.keyword, keywords.contains(keyword) else { return false }
        advance()
        return true
    }

    mutating func expect(_ keyword: Keyword) throws(SyntaxFailure) {
        guard accept(keyword) else { throw failure(.keyword(keyword)) }
    }

    mutating func expect(_ keywords: Keyword...) throws(SyntaxFailure) {
        for keyword in keywords { try expect(keyword) }
    }

    mutating func expectOne(of keywords: Keyword...) throws(SyntaxFailure) {
        guard let keyword = current.keyword, keywords.contains(keyword) else {
            throw SyntaxFailure(position: position, expected: keywords.map(Expectation.keyword))
        }
        advance()
    }

    mutating func expect(_ symbol: Symbol) throws(SyntaxFailure) {
        guard accept(symbol) else { throw failure(.symbol(symbol.spelling)) }
    }

    func failure(_ expected: Expectation...) -> SyntaxFailure {
        SyntaxFailure(position: position, expected: expected)
    }

    /// What was read since `mark` fits the grammar and still can't stand there.
    func refusal(_ message: String, since mark: Mark) -> SyntaxFailure {
        SyntaxFailure(
            position: mark.position,
            expected: [],
            message: message,
            span: mark.position..<max(position, mark.position + 1)
        )
    }

    // MARK: Repetition and nesting

    typealias Rule = (inout Parser) throws(SyntaxFailure) -> Void

    mutating func commaSeparated(_ element: Rule) throws(SyntaxFailure) {
        repeat { try element(&self) } while accept(.comma)
    }

    mutating func parenthesized(_ body: Rule) throws(SyntaxFailure) {
        try expect(.leftParenthesis)
        try body(&self)
        try expect(.rightParenthesis)
    }

    mutating func parenthesizedList(_ element: Rule) throws(SyntaxFailure) {
        try expect(.leftParenthesis)
        try commaSeparated(element)
        try expect(.rightParenthesis)
    }

    /// Clauses in any order, each once but for the `repeatable`; `clause` reads one and says whether there was any. Returns
    /// the keywords that they began with.
    @discardableResult
    mutating func clausesInAnyOrder(
        repeatable: Set<Keyword> = [],
        _ clause: (inout Parser) throws(SyntaxFailure) -> Bool
    ) throws(SyntaxFailure) -> Set<Keyword> {
        var found: Set<Keyword> = []
        while let keyword = current.keyword {
            let mark = mark()
            guard try clause(&self) else { break }
            guard found.insert(keyword).inserted || repeatable.contains(keyword) else {
                throw refusal("this clause stands there twice", since: mark)
            }
        }
        return found
    }

    /// A node of `kind` over what `body` reads.
    mutating func node(_ kind: SyntaxKind, _ body: Rule) throws(SyntaxFailure) {
        let mark = mark()
        try body(&self)
        complete(kind, mark)
    }

    /// Reads `body` one level deeper, or refuses when that is too deep.
    mutating func nested(_ body: Rule) throws(SyntaxFailure) {
        guard depth < options.depthLimit else {
            throw SyntaxFailure(
                position: position,
                expected: [],
                message: "the statement nests deeper than \(options.depthLimit) levels: split it, or name parts in WITH"
            )
        }
        depth += 1
        defer { depth -= 1 }
        try body(&self)
    }

    // MARK: Recovery

    /// Where reading goes on behind a mistake, besides a parenthesis that closes an outer one and the statement's end.
    enum ResumingPlace {
        case clause
        case nowhere
    }

    /// Reads `body`; when it fails, notes the failure and goes on at the next place. The terminals between become an
    /// `unexpected` node.
    mutating func recovering(at place: ResumingPlace, _ body: Rule) throws(SyntaxFailure) {
        do throws(SyntaxFailure) {
            try body(&self)
        } catch {
            note(error)
            let mark = mark()
            while !isAtEnd, !at(.rightParenthesis), !(place == .clause && beginsClause) {
                let closing = at(.leftParenthesis) ? terminals.closing(position) : position
                advance(min(closing, terminals.count - 1) - position + 1)
            }
            complete(.unexpected, mark)
        }
    }

    /// Writes a failure down; of several at one place, the first tells most.
    mutating func note(_ failure: SyntaxFailure) {
        if let last = failures.last, last.position == failure.position { return }
        failures.append(failure)
    }
}
