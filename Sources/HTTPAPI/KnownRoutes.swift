import HTTPTypes
import Hummingbird
import LakeModel

/// The routes that there are, to tell a wrong method from an unknown path.
struct KnownRoutes: Sendable {
    private struct Route: Sendable {
        let method: HTTPRequest.Method
        /// nil where any segment matches.
        let segments: [String?]
    }

    private let routes: [Route]

    init(_ router: Router<APIContext>) {
        routes = router.routes.map { route in
            let segments = route.path.description.split(separator: "/")
            return Route(method: route.method, segments: segments.map { $0.hasPrefix("{") ? nil : String($0) })
        }
    }

    /// The methods that the path takes, in alphabetical order; empty for a path that no route has. A route that spells the
    /// path out goes before those that take any name there.
    func methods(of path: String) -> [HTTPRequest.Method] {
        let segments = path.split(separator: "/")
        let spelled = routes.filter { $0.segments == segments.map(String.init) }
        let matching = spelled.isEmpty ? routes(like: segments) : spelled
        return Set(matching.map(\.method)).sorted { $0.rawValue < $1.rawValue }
    }

    private func routes(like segments: [Substring]) -> [Route] {
        routes.filter { route in
            route.segments.count == segments.count
                && zip(route.segments, segments).allSatisfy { $0 == nil || $0.map { $0[...] } == $1 }
        }
    }
}

/// A path that is there, asked with a method that it does not take: 405, which names those that it takes.
struct WrongMethod: DescribedError {
    let code = ErrorCode.methodNotAllowed
    let message: String
    let allowed: String

    init(_ request: Request, takes methods: [HTTPRequest.Method]) {
        allowed = methods.map(\.rawValue).joined(separator: ", ")
        message = "\(request.uri.path) takes \(allowed), not \(request.method)."
    }
}
