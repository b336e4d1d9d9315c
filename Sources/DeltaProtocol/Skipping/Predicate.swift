package import Columns

/// A condition on a table's rows, with SQL's three-valued logic and Spark's order of values (NaN is the greatest number,
/// strings compare by their UTF-8 bytes).
package indirect enum Predicate: Hashable, Sendable {
    package enum Comparison: Hashable, Sendable, CaseIterable {
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    }

    /// Columns are named by their path in the schema, through structs.
    case compare([String], Comparison, ScalarValue)
    case `in`([String], [ScalarValue])
    case isNull([String])
    case isNotNull([String])
    case and([Predicate])
    case or([Predicate])
    case not(Predicate)
    case literal(Bool)
    /// A condition that only the engine can evaluate.
    case unknown

    /// The columns that decide it.
    package var columns: Set<[String]> {
        switch self {
        case .compare(let column, _, _), .in(let column, _), .isNull(let column), .isNotNull(let column): [column]
        case .and(let terms), .or(let terms): terms.reduce(into: []) { $0.formUnion($1.columns) }
        case .not(let term): term.columns
        case .literal, .unknown: []
        }
    }
}

/// What a condition may come to for the rows of a file.
struct Outcomes: OptionSet {
    let rawValue: UInt8

    static let no = Outcomes(rawValue: 1)
    static let null = Outcomes(rawValue: 2)
    static let yes = Outcomes(rawValue: 4)
    static let any: Outcomes = [.no, .null, .yes]

    var negated: Outcomes {
        Outcomes(rawValue: rawValue & 2 | (rawValue & 1) << 2 | (rawValue & 4) >> 2)
    }

    /// Every pair of outcomes, the lesser of each: false before null before true.
    func and(_ other: Outcomes) -> Outcomes { combined(other, min) }

    func or(_ other: Outcomes) -> Outcomes { combined(other, max) }

    private func combined(_ other: Outcomes, _ choose: (UInt8, UInt8) -> UInt8) -> Outcomes {
        var result: Outcomes = []
        for left in [Self.no, .null, .yes] where contains(left) {
            for right in [Self.no, .null, .yes] where other.contains(right) {
                result.insert(Outcomes(rawValue: choose(left.rawValue, right.rawValue)))
            }
        }
        return result
    }
}
