package import LakeModel
package import SparkSQL

/// What can be known of one statement without a catalog or an engine; the first of the two steps to a `PermittedSQL`.
package struct StatementAnalysis: Sendable {
    package let kind: StatementKind
    /// In textual order. Names of common tables and table functions are not among them.
    package let references: [TableReference]
    package let parameters: ParameterMarkers
    package let lexed: LexedText
    /// The statement without what surrounds it: white space, comments, and a final semicolon.
    let significant: SignificantTokens
    let otherRelations: [OtherRelation]
    private let parameterPlaces: [Int]

    /// Checks the bounds, and finds the kind, tables and parameters of the one statement in `sql`.
    ///
    /// Fails with `syntax_error` (nothing there, an unclosed quote, comment or parenthesis, a character that SQL does
    /// not have), `unsupported_statement` (more than one), `statement_too_complex`, or `invalid_value`.
    package static func analyze(
        _ sql: String,
        limits: StatementLimits = .standard
    ) throws(SQLRewriteError) -> StatementAnalysis {
        guard sql.utf8.count <= limits.size.bytes else {
            throw SQLRewriteError(
                .statementTooComplex,
                "The statement has \(ByteCount(sql.utf8.count)); at most \(limits.size) are allowed. "
                    + "Pass long lists as parameters or join with a table of them."
            )
        }
        let lexed = LexedText(sql)
        if let place = sql.utf8.enumerated().first(where: { $0.element == 0 })?.offset {
            throw SQLRewriteError(
                .syntaxError,
                "The statement has a NUL character; write it as '\\0' inside a string, or pass it as a parameter.",
                at: lexed.position(atByte: place)
            )
        }
        if let diagnostic = lexed.diagnostics.first(where: { !Self.isTimeTravelMark($0, in: lexed) }) {
            throw SQLRewriteError(diagnostic, in: lexed)
        }
        // What the engine would make of it is not known, so that nothing may hide in it.
        if let quoted = lexed.tokens.first(where: { $0.kind == .dollarQuotedString }) {
            throw SQLRewriteError(
                .syntaxError,
                "A text between dollar signs is not supported; write a string in single quotes.",
                at: lexed.position(atByte: quoted.range.lowerBound)
            )
        }
        let significant = try Self.singleStatement(SignificantTokens(lexed))
        try StatementBounds.check(significant, limits: limits)
        let analysis = StatementAnalysis(lexed, significant)
        try StatementRefusals.check(significant, analysis.kind)
        return analysis
    }

    private init(_ lexed: LexedText, _ significant: SignificantTokens) {
        let head = StatementHead(significant)
        let found = ParameterScanner(significant)
        kind = head.statementKind
        var scanner = TableReferenceScanner(significant, head: head)
        scanner.run()
        references = scanner.references
        otherRelations = scanner.otherRelations
        self.lexed = lexed
        self.significant = significant
        parameterPlaces = found.places
        parameters =
            !found.names.isEmpty
            ? .named(found.names)
            : found.positional.isEmpty ? .none : .positional(count: found.positional.count)
    }

    /// Where the reference stands, for errors about its table.
    package func position(of reference: TableReference) -> TextPosition {
        lexed.position(atByte: reference.range.lowerBound)
    }

    /// Fails with `missing_parameter` where a marker has no value, with `invalid_request` where a value has no marker.
    package func check(_ given: QueryParameters) throws(SQLRewriteError) {
        switch (parameters, given) {
        case (.named(let names), .named(let values)): try checkNames(names, Set(values.keys))
        case (.named(let names), .none): try checkNames(names, [])
        case (.positional(let count), .positional(let values)): try checkCount(count, values.count)
        case (.positional(let count), .none): try checkCount(count, 0)
        case (.none, .none): break
        case (.none, .named(let values)): try checkNames([], Set(values.keys))
        case (.none, .positional(let values)): try checkCount(0, values.count)
        case (.named, .positional):
            throw SQLRewriteError(
                .invalidRequest,
                "The statement has named markers (:name); give an object of parameters."
            )
        case (.positional, .named):
            throw SQLRewriteError(
                .invalidRequest,
                "The statement has positional markers (?); give an array of parameters."
            )
        }
    }

    private func checkNames(_ names: [String], _ given: Set<String>) throws(SQLRewriteError) {
        for (name, place) in zip(names, parameterPlaces) where !given.contains(name) {
            throw SQLRewriteError(
                .missingParameter,
                "The statement uses :\(name), but no parameter \"\(name)\" was given. Add it to the parameters.",
                at: lexed.position(atByte: place)
            )
        }
        if let extra = given.subtracting(names).min() {
            throw SQLRewriteError(
                .invalidRequest,
                "The parameter \"\(extra)\" is not used: there is no :\(extra) in the statement."
            )
        }
    }

    private func checkCount(_ count: Int, _ given: Int) throws(SQLRewriteError) {
        if given < count {
            throw SQLRewriteError(
                .missingParameter,
                "The statement has \(count) markers (?), but \(given) parameters were given."
            )
        }
        if given > count {
            throw SQLRewriteError(
                .invalidRequest,
                "The statement has \(count) markers (?), but \(given) parameters were given."
            )
        }
    }

    /// `@` behind a table's name is no SQL, but Delta's short form of time travel.
    private static func isTimeTravelMark(_ diagnostic: LexicalDiagnostic, in lexed: LexedText) -> Bool {
        diagnostic.fault == .unrecognizedCharacter && lexed.text(in: diagnostic.range) == "@"
    }

    private static func singleStatement(_ tokens: SignificantTokens) throws(SQLRewriteError) -> SignificantTokens {
        let lexed = tokens.lexed
        let end = tokens.tokens.firstIndex { $0.kind == .semicolon } ?? tokens.count
        guard end > 0 else {
            throw SQLRewriteError(.syntaxError, "There is no statement here. Write one, such as SELECT 1.")
        }
        if let next = tokens.tokens[end...].first(where: { $0.kind != .semicolon }) {
            throw SQLRewriteError(
                .unsupportedStatement,
                "Only one statement at a time: send what follows the semicolon by itself.",
                at: lexed.position(atByte: next.range.lowerBound)
            )
        }
        return tokens.prefix(end)
    }
}

extension SQLRewriteError {
    fileprivate init(_ diagnostic: LexicalDiagnostic, in lexed: LexedText) {
        let message =
            switch diagnostic.fault {
            case .unterminatedString: "The string that begins here has no closing quote."
            case .unterminatedIdentifier: "The name that begins here has no closing back quote."
            case .unterminatedComment: "The comment that begins here is not closed by */."
            case .unrecognizedCharacter: "This character has no meaning in Spark SQL outside of quotes."
            }
        self.init(.syntaxError, message, at: lexed.position(atByte: diagnostic.range.lowerBound))
    }
}
