import Columns
import LakeModel

extension QueryService {
    /// The file that the source's rows are read from, which `withSource` makes when it is not there yet.
    func file(of source: QuerySource) async throws -> FileSource {
        switch source {
        case .file(let file): return file
        case .result(let id):
            let result = try await finishedResult(of: id)
            try result.schema.requireReadableByEngines()
            return FileSource(
                format: "parquet",
                path: spool.parquetPath(of: id),
                rowNumber: result.schema.rowNumberName
            )
        }
    }

    private func finishedResult(of id: QueryID) async throws -> SpooledResult {
        do {
            if let result = try await rowsSoFar(of: id), result.isComplete { return result }
        } catch let failure as PastFailure {
            // Its place is in another text than the one that is asked about.
            throw QueryServiceError.withoutRows(id, failure)
        }
        throw QueryServiceError.stillRunning(id)
    }

    /// Runs `body` while the source of the request is there for the engine to read.
    func withSource<Value>(of request: QueryRequest, _ body: () async throws -> Value) async throws -> Value {
        guard case .result(let id)? = request.source else { return try await body() }
        return try await spool.withParquet(of: id, body)
    }
}

extension Schema {
    /// The name of the column that numbers the rows of a copy. With an underscore in front for each column that has the
    /// name already, whatever its case: whoever knows the columns knows it too.
    var rowNumberName: String {
        let names = Set(fields.map { $0.name.lowercased() })
        var name = "_row"
        while names.contains(name) { name = "_\(name)" }
        return name
    }

    /// Fails with `type_error` for columns that no engine could tell apart or take from a file.
    func requireReadableByEngines() throws {
        var names: Set<String> = []
        for field in fields {
            guard names.insert(field.name).inserted else {
                throw QueryServiceError(
                    code: .typeError,
                    message:
                        "The result has two columns \(field.name); give them different names with AS and run it again."
                )
            }
            guard field.type.isReadableByEngines else {
                throw QueryServiceError(
                    code: .typeError,
                    message:
                        "The column \(field.name) of the result has the type \(field.type.sqlName), which can't be "
                        + "read again; cast it to a string there and run it again."
                )
            }
        }
    }
}

extension DataType {
    /// Whether Parquet has a place for the type that engines find the same type in.
    fileprivate var isReadableByEngines: Bool {
        switch self {
        case .yearMonthInterval, .calendarInterval: false
        case .struct(let fields): !fields.isEmpty && fields.allSatisfy(\.type.isReadableByEngines)
        case .array(let element): element.type.isReadableByEngines
        case .map(let key, let value): key.type.isReadableByEngines && value.type.isReadableByEngines
        default: true
        }
    }

    /// Whether a NaN may be in it, which the statistics of a Parquet file leave out, so that engines would skip its rows.
    var mayHoldNaN: Bool {
        switch self {
        case .float, .double: true
        case .struct(let fields): fields.contains(where: \.type.mayHoldNaN)
        case .array(let element): element.type.mayHoldNaN
        case .map(let key, let value): key.type.mayHoldNaN || value.type.mayHoldNaN
        default: false
        }
    }
}
