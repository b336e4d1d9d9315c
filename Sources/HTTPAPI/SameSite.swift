import HTTPTypes
import Hummingbird
import LakeModel

/// Keeps other web pages out. There is no login on a loopback address, so a page in the user's browser must neither send
/// statements (cross-site requests) nor read answers under a name of its own (DNS rebinding).
struct SameSiteMiddleware<Context: RequestContext>: RouterMiddleware {
    private static var loopback: Set<String> { ["localhost", "127.0.0.1", "[::1]", "::1"] }

    /// The names under which the server may be asked; nil when it listens on other addresses than loopback, whose names
    /// it can't know.
    private let names: Set<String>?

    init(host: String) {
        names = Self.loopback.contains(host) ? Self.loopback : nil
    }

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let authority = request.head.authority ?? ""
        if let names, !names.contains(Self.host(of: authority)) {
            throw APIError(
                code: .forbidden,
                message: "This server answers to localhost and 127.0.0.1 only; ask it under one of these names."
            )
        }
        if let origin = request.headers[.origin], Self.authority(of: origin) != authority {
            throw APIError(code: .forbidden, message: "Requests from pages of other sites are refused.")
        }
        return try await next(request, context)
    }

    private static func host(of authority: String) -> String {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return String(authority[...end]) }
        return authority.split(separator: ":").first.map { $0.lowercased() } ?? ""
    }

    private static func authority(of origin: String) -> String {
        String(origin.split(separator: "://", maxSplits: 1).last ?? "")
    }
}
