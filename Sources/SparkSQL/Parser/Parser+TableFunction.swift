/// Table functions, streams, and what turns rows and columns: PIVOT, UNPIVOT, BIN BY.
extension Parser {
    mutating func tableFunction(since mark: Mark) throws(SyntaxFailure) {
        renameLast(to: .functionName)
        try tableFunctionArguments()
        try watermark()
        try tableAlias()
        complete(.tableFunction, mark)
    }

    private mutating func tableFunctionArguments() throws(SyntaxFailure) {
        try parenthesized { (parser) throws(SyntaxFailure) in
            guard !parser.at(.rightParenthesis) else { return }
            try parser.commaSeparated { (parser) throws(SyntaxFailure) in try parser.tableFunctionArgument() }
        }
    }

    private mutating func tableFunctionArgument() throws(SyntaxFailure) {
        if beginsTableArgument(at: position) { return try tableArgument() }
        guard isIdentifier(current), peek().symbol == .fatArrow, beginsTableArgument(at: position + 2) else {
            return try functionArgument()
        }
        let mark = mark()
        try identifier()
        advance()
        try tableArgument()
        complete(.namedArgument, mark)
    }

    private func beginsTableArgument(at index: Int) -> Bool {
        terminals[index].keyword == .table
            && (isIdentifier(terminals[index + 1])
                || isIdentifier(terminals[index + 2])
                    && terminals[index + 1].symbol == .leftParenthesis)
    }

    private mutating func tableArgument() throws(SyntaxFailure) {
        let mark = mark()
        advance()
        try parenthesized { (parser) throws(SyntaxFailure) in
            if parser.beginsQuery(at: parser.position) {
                try parser.query()
            } else {
                try parser.nameReference(.tableName)
            }
        }
        try tableArgumentPartitioning()
        complete(.tableArgument, mark)
    }

    private mutating func tableArgumentPartitioning() throws(SyntaxFailure) {
        if accept(.with, .single) {
            try expect(.partition)
        } else if accept(.partition, .by) || accept(.distribute, .by) {
            try parenthesizedOrSingle { (parser) throws(SyntaxFailure) in try parser.expressions() }
        } else {
            return
        }
        if accept(.order, .by) || accept(.sort, .by) {
            try parenthesizedOrSingle { (parser) throws(SyntaxFailure) in try parser.sortItems() }
        }
    }

    /// `(a, b)`, which a list of expressions would take for a row, or the list without parentheses. Of the latter only the
    /// first belongs here: a comma begins the next argument.
    private mutating func parenthesizedOrSingle(_ list: Rule) throws(SyntaxFailure) {
        guard at(.leftParenthesis) else { return try list(&self) }
        try parenthesized(list)
    }

    private mutating func identifiedBy() throws(SyntaxFailure) {
        guard accept(.identified, .by) else { return }
        try identifier()
    }

    mutating func streamRelation(since mark: Mark) throws(SyntaxFailure) {
        advance()
        let isParenthesized = accept(.leftParenthesis)
        let inner = self.mark()
        try nameReference(.tableName)
        if at(.leftParenthesis) {
            renameLast(to: .functionName)
            try tableFunctionArguments()
            complete(.tableFunction, inner)
        }
        if isParenthesized { try expect(.rightParenthesis) }
        try streamChanges()
        try optionsClause()
        try identifiedBy()
        try watermark()
        try tableAlias()
        complete(.table, mark)
    }

    /// CHANGES, with a beginning or without.
    private mutating func streamChanges() throws(SyntaxFailure) {
        guard at(.changes), !isAtEnd else { return }
        let mark = mark()
        advance()
        if accept(.from) { try changesBound() }
        complete(.timeTravel, mark)
    }

    mutating func unnest() throws(SyntaxFailure) {
        let mark = mark()
        try single(.functionName)
        try parenthesized { (parser) throws(SyntaxFailure) in try parser.expressions() }
        if at(.with, .ordinality) { advance(2) }
        try tableAlias()
        complete(.tableFunction, mark)
    }

    mutating func jsonTable() throws(SyntaxFailure) {
        let mark = mark()
        try single(.functionName)
        try parenthesized { (parser) throws(SyntaxFailure) in
            try parser.expression()
            try parser.expect(.comma)
            try parser.stringLiteral()
            try parser.expect(.columns)
            try parser.parenthesizedList { (parser) throws(SyntaxFailure) in try parser.jsonTableColumn() }
            if parser.acceptAny(.error, .null) { try parser.expect(.on, .error) }
        }
        try tableAlias()
        complete(.tableFunction, mark)
    }

    private mutating func jsonTableColumn() throws(SyntaxFailure) {
        let mark = mark()
        try identifier()
        if accept(.for) {
            try expect(.ordinality)
        } else {
            try dataType()
            _ = accept(.exists)
            if accept(.path) { try stringLiteral() }
        }
        complete(.columnDefinition, mark)
    }

    // MARK: PIVOT and UNPIVOT

    /// One or more of PIVOT, UNPIVOT and BIN BY.
    mutating func pivotClauses() throws(SyntaxFailure) {
        while beginsPivot { try pivotClause() }
    }

    mutating func pivotClause() throws(SyntaxFailure) {
        let mark = mark()
        switch current.keyword {
        case .pivot: try pivot()
        case .unpivot: try unpivot()
        default: try binBy()
        }
        try strictAlias()
        complete(.pivotClause, mark)
    }

    private mutating func strictAlias() throws(SyntaxFailure) {
        guard at(.as) || (isStrictIdentifier(current) && !keywordContinues) else { return }
        try optionalAlias()
    }

    private mutating func pivot() throws(SyntaxFailure) {
        advance()
        try parenthesized { (parser) throws(SyntaxFailure) in
            try parser.namedExpressions()
            try parser.expect(.for)
            if parser.at(.leftParenthesis) { try parser.nameList() } else { try parser.identifier() }
            try parser.expect(.in)
            try parser.parenthesizedList { (parser) throws(SyntaxFailure) in
                try parser.expression()
                try parser.optionalAlias()
            }
        }
    }

    private mutating func unpivot() throws(SyntaxFailure) {
        advance()
        if acceptAny(.include, .exclude) { try expect(.nulls) }
        try parenthesized { (parser) throws(SyntaxFailure) in
            let hasSeveralValues = parser.at(.leftParenthesis)
            if hasSeveralValues { try parser.nameList() } else { try parser.identifier() }
            try parser.expect(.for)
            try parser.identifier()
            try parser.expect(.in)
            try parser.parenthesizedList { (parser) throws(SyntaxFailure) in
                try parser.unpivotColumns(inParentheses: hasSeveralValues)
                try parser.optionalAlias()
            }
        }
    }

    private mutating func unpivotColumns(inParentheses: Bool) throws(SyntaxFailure) {
        guard inParentheses else { return try multipartName(.columnReference) }
        try parenthesized { (parser) throws(SyntaxFailure) in try parser.multipartNames(.columnReference) }
    }

    private mutating func binBy() throws(SyntaxFailure) {
        advance(2)
        try parenthesized { (parser) throws(SyntaxFailure) in
            try parser.expect(.range)
            try parser.multipartName(.columnReference)
            try parser.expect(.to)
            try parser.multipartName(.columnReference)
            try parser.expect(.bin, .width)
            try parser.expression()
            if parser.accept(.align, .to) { try parser.expression() }
            try parser.expect(.distribute, .uniform)
            try parser.parenthesized { (parser) throws(SyntaxFailure) in try parser.multipartNames(.columnReference) }
            while parser.acceptAny(.binStart, .binEnd, .binDistributeRatio) {
                try parser.expect(.as)
                try parser.identifier()
            }
        }
    }
}
