import LakeModel
import SparkSQL

/// Statements that an engine takes and that would make later statements wrong.
enum StatementRefusals {
    static func check(_ tokens: SignificantTokens, _ kind: StatementKind) throws(SQLRewriteError) {
        switch kind {
        case .use: throw currentSchema(at: tokens)
        case .set: try checkSetting(tokens)
        default: break
        }
    }

    /// The gate looks names up by itself, and an engine's session serves many people.
    private static func currentSchema(at tokens: SignificantTokens) -> SQLRewriteError {
        error(
            "There is no current schema to change: write schema.table. A name alone means "
                + "\(TableName.defaultSchema).table.",
            tokens
        )
    }

    private static func checkSetting(_ tokens: SignificantTokens) throws(SQLRewriteError) {
        let text = tokens.tokens.dropFirst().map { tokens.lexed.text(in: $0.range).lowercased() }.joined()
        let key = text.prefix { $0 != "=" }
        let namesZone = key.contains("spark.sql.session.timezone") || key.hasPrefix("timezone")
        let resets = tokens.keyword(0) == .reset && (namesZone || key.isEmpty)
        let sets = namesZone && (text.contains("=") || key.hasPrefix("timezone"))
        if resets || sets && !text.hasSuffix("utc") && !text.hasSuffix("utc'") {
            throw error(
                "Sessions are in UTC, the one zone in which the embedded engine's times are right. Convert with "
                    + "from_utc_timestamp(t, 'Europe/Berlin') where a statement needs another zone.",
                tokens
            )
        }
        if key.contains("partitionoverwritemode") {
            throw error(
                "Dynamic partition overwrite is not safe here: the embedded engine ignores it and overwrites the whole "
                    + "table. DELETE the partitions, then INSERT.",
                tokens
            )
        }
    }

    private static func error(_ message: String, _ tokens: SignificantTokens) -> SQLRewriteError {
        SQLRewriteError(
            .unsupportedStatement,
            message,
            at: tokens[0].map { tokens.lexed.position(atByte: $0.range.lowerBound) }
        )
    }
}
