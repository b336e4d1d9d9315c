import Hummingbird
import LakeModel

/// The options behind the `?` of a request; one that no route reads is an error.
struct QueryOptions {
    private let values: [String: [String]]

    init(_ request: Request, allowed: Set<String>) throws {
        var values: [String: [String]] = [:]
        for (name, value) in request.uri.queryParameters {
            guard allowed.contains(String(name)) else {
                let known = allowed.isEmpty ? "it takes none" : "it takes \(allowed.sorted().joined(separator: ", "))"
                throw APIError.invalid("This route has no option \"\(name)\"; \(known).")
            }
            values[String(name), default: []].append(String(value))
        }
        self.values = values
    }

    /// The last one, where it is given more than once.
    subscript(name: String) -> String? { values[name]?.last }

    /// Names, nil when there is no such option. Given once it is a list with commas; given more often each is a name as it
    /// stands, so that a name may have commas, and an empty one is none.
    func names(_ name: String) -> [String]? {
        guard let given = values[name] else { return nil }
        if given.count > 1 { return given.filter { !$0.isEmpty } }
        return given.first?.split(separator: ",").map(String.init)
    }

    func integer(_ name: String, default standard: Int, in range: ClosedRange<Int>) throws -> Int {
        guard let text = self[name] else { return standard }
        guard let value = Int(text), range.contains(value) else {
            let upper = range.upperBound == .max ? "" : " to \(range.upperBound)"
            throw APIError.invalid("\"\(name)\" is a whole number from \(range.lowerBound)\(upper).")
        }
        return value
    }

    /// False unless it is given as `true`.
    func flag(_ name: String) throws -> Bool {
        switch self[name] {
        case nil, "false": return false
        case "true": return true
        default: throw APIError.invalid("\"\(name)\" is true or false.")
        }
    }

    func version(_ name: String) throws -> DeltaVersion? {
        guard let text = self[name] else { return nil }
        guard let version = DeltaVersion(text), version >= 0 else {
            throw APIError.invalid("\"\(name)\" is a table version: a whole number from 0.")
        }
        return version
    }

    func requiredVersion(_ name: String) throws -> DeltaVersion {
        guard let version = try version(name) else {
            throw APIError(code: .missingParameter, message: "Give \"\(name)\", a version of the table.")
        }
        return version
    }
}
