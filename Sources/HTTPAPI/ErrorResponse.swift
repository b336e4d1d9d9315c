import Columns
import HTTPTypes
import Hummingbird
import LakeModel
import Logging
import QueryService

/// The one JSON shape of every failure: `{"error":{"code","message","line"?,"column"?}}`.
struct ErrorResponse: Encodable {
    struct Detail: Encodable {
        let code: String
        let message: String
        let line: Int?
        let column: Int?
    }

    let error: Detail

    init(_ error: any DescribedError) {
        self.error = Detail(
            code: error.code.rawValue,
            message: error.message,
            line: error.position?.line,
            column: error.position?.column
        )
    }
}

/// A request that can't be served as it stands.
struct APIError: DescribedError {
    let code: ErrorCode
    let message: String

    static func invalid(_ message: String) -> Self { Self(code: .invalidRequest, message: message) }
}

extension ErrorCode {
    /// The one place where codes become statuses.
    var status: HTTPResponse.Status {
        switch self {
        case .invalidRequest, .malformedJSON, .missingParameter, .syntaxError, .statementTooComplex, .typeError,
            .columnNotFound, .functionNotFound, .invalidValue, .unsupportedStatement, .unsupportedTableFeature,
            .configurationInvalid:
            .badRequest
        case .forbidden: .forbidden
        case .notFound, .queryNotFound, .tableNotFound, .versionNotFound, .topicNotFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .notAcceptable: .notAcceptable
        case .payloadTooLarge, .resultTooLarge: .contentTooLarge
        case .tooManyRequests: .tooManyRequests
        case .tableExists, .commitConflict, .queryCancelled, .nameTaken, .tooManyItems, .offsetOutOfRange: .conflict
        case .resultExpired: .gone
        case .queryTimedOut: .gatewayTimeout
        case .queryFailed, .corruptLog, .corruptData, .missingDataFile, .authenticationFailed, .accessDenied,
            .recordsLost, .recordRejected:
            .unprocessableContent
        case .sourceFailed: .badGateway
        case .engineUnavailable, .engineDied, .brokerUnavailable, .shuttingDown, .dependencyMissing:
            .serviceUnavailable
        case .storageFull: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
        case .storageFailed, .internalError: .internalServerError
        }
    }
}

extension ErrorCode {
    /// Seconds after which the same request may well succeed.
    fileprivate var retryAfter: Int? {
        switch self {
        case .tooManyRequests, .engineUnavailable, .engineDied, .brokerUnavailable: 1
        case .shuttingDown: 5
        default: nil
        }
    }
}

/// Gives whatever a route throws the one shape.
struct ErrorMiddleware<Context: RequestContext>: RouterMiddleware {
    let routes: KnownRoutes

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do { return telling(try await next(request, context), request, context) } catch {
            let described = described(error, request)
            if described.code.status.kind == .serverError {
                context.logger.warning(
                    "Request failed",
                    metadata: ["error": "\(described)", "path": "\(request.uri.path)"]
                )
            }
            var response = try JSONAnswer(ErrorResponse(described), status: described.code.status).response
            // What failed once stays as it is, however often its rows are asked for.
            if !(described is PastFailure), let wait = described.code.retryAfter {
                response.headers[.retryAfter] = "\(wait)"
            }
            if let wrong = described as? WrongMethod { response.headers[.allow] = wrong.allowed }
            return response
        }
    }

    /// An answer that breaks off on its way leaves word in the log, for its client gets none. Those who hung up are no news.
    private func telling(_ response: Response, _ request: Request, _ context: Context) -> Response {
        guard response.body.contentLength == nil else { return response }
        var response = response
        let body = response.body
        response.body = ResponseBody { writer in
            do { try await body.write(writer) } catch {
                if error is any DescribedError || error is ColumnsError {
                    context.logger.warning(
                        "An answer broke off",
                        metadata: ["error": "\(error)", "path": "\(request.uri.path)"]
                    )
                }
                throw error
            }
        }
        return response
    }

    private func described(_ error: any Error, _ request: Request) -> any DescribedError {
        if let error = error as? any DescribedError { return error }
        if let error = error as? any HTTPResponseError { return described(error.status, request) }
        if error is CancellationError {
            return APIError(code: .shuttingDown, message: "The server is stopping; send the request again.")
        }
        return APIError(code: .internalError, message: "The request failed inside Tideline: \(error)")
    }

    private func described(_ status: HTTPResponse.Status, _ request: Request) -> any DescribedError {
        switch status {
        case .notFound where !routes.methods(of: request.uri.path).isEmpty:
            WrongMethod(request, takes: routes.methods(of: request.uri.path))
        case .notFound:
            APIError(
                code: .notFound,
                message: "There is no \(request.method) \(request.uri.path); GET /openapi.json lists what there is."
            )
        case .contentTooLarge:
            APIError(code: .payloadTooLarge, message: "The request body is larger than this route takes.")
        default: APIError.invalid("The request was refused: \(status).")
        }
    }
}
