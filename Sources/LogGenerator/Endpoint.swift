/// One route of the make-believe shop, and how it behaves when nothing is wrong.
struct Endpoint: Sendable {
    let method: StaticString
    let route: StaticString
    let source: StaticString
    /// Milliseconds, the median; and the spread of the log-normal latency.
    let latency: Double
    var sigma = 0.45
    var success: Int32 = 200
    /// The share of requests that the caller got wrong, and the status then.
    var refusals = 0.01
    var refusal: Int32 = 404
    /// The share of requests that fail in the server.
    var failures = 0.002
    /// What this request means to the log's reader.
    let message: StaticString
    /// Where a visitor goes from here; an index that stands twice is twice as likely.
    let next: [Int]
}

extension Endpoint {
    static let home = 0
    static let login = 9
    static let refreshToken = 10
    static let health = 20
    static let robots = 22
    static let products = 4

    static let all: [Endpoint] = [
        Endpoint(
            method: "GET",
            route: "/",
            source: "web",
            latency: 42,
            refusals: 0,
            message: "home page rendered",
            next: [1, 1, 3, 4, 9, 18]
        ),
        Endpoint(
            method: "GET",
            route: "/products",
            source: "web",
            latency: 78,
            message: "product list rendered",
            next: [2, 2, 2, 3, 4, 1]
        ),
        Endpoint(
            method: "GET",
            route: "/products/{id}",
            source: "web",
            latency: 66,
            refusals: 0.025,
            message: "product page rendered",
            next: [5, 6, 7, 1, 2, 19]
        ),
        Endpoint(
            method: "GET",
            route: "/search",
            source: "search",
            latency: 160,
            sigma: 0.7,
            refusals: 0.008,
            refusal: 400,
            message: "search answered",
            next: [2, 2, 3, 5, 1]
        ),
        Endpoint(
            method: "GET",
            route: "/api/v1/products",
            source: "api",
            latency: 55,
            message: "products listed",
            next: [5, 5, 6, 4, 19]
        ),
        Endpoint(
            method: "GET",
            route: "/api/v1/products/{id}",
            source: "api",
            latency: 31,
            refusals: 0.03,
            message: "product read",
            next: [6, 7, 5, 4, 2]
        ),
        Endpoint(
            method: "GET",
            route: "/api/v1/recommendations",
            source: "api",
            latency: 130,
            sigma: 0.6,
            message: "recommendations computed",
            next: [5, 2, 7, 4]
        ),
        Endpoint(
            method: "POST",
            route: "/api/v1/cart/items",
            source: "api",
            latency: 52,
            success: 201,
            refusals: 0.02,
            refusal: 409,
            message: "item put into the cart",
            next: [8, 8, 1, 5, 12]
        ),
        Endpoint(
            method: "GET",
            route: "/api/v1/cart",
            source: "api",
            latency: 28,
            message: "cart read",
            next: [12, 1, 21, 8, 7]
        ),
        Endpoint(
            method: "POST",
            route: "/api/v1/login",
            source: "auth",
            latency: 115,
            refusals: 0.07,
            refusal: 401,
            message: "user logged in",
            next: [16, 14, 1, 0, 19]
        ),
        Endpoint(
            method: "POST",
            route: "/api/v1/token/refresh",
            source: "auth",
            latency: 22,
            refusals: 0.015,
            refusal: 401,
            message: "token refreshed",
            next: [16, 4, 8, 19]
        ),
        Endpoint(
            method: "POST",
            route: "/api/v1/logout",
            source: "auth",
            latency: 18,
            success: 204,
            refusals: 0,
            message: "user logged out",
            next: [0, 9]
        ),
        Endpoint(
            method: "GET",
            route: "/checkout",
            source: "web",
            latency: 105,
            message: "checkout rendered",
            next: [13, 13, 8, 12]
        ),
        Endpoint(
            method: "POST",
            route: "/api/v1/payments",
            source: "payments",
            latency: 390,
            sigma: 0.55,
            success: 201,
            refusals: 0.035,
            refusal: 402,
            failures: 0.006,
            message: "payment authorised",
            next: [15, 15, 14, 0]
        ),
        Endpoint(
            method: "GET",
            route: "/api/v1/orders",
            source: "api",
            latency: 88,
            message: "orders listed",
            next: [15, 15, 0, 16]
        ),
        Endpoint(
            method: "GET",
            route: "/api/v1/orders/{id}",
            source: "api",
            latency: 57,
            refusals: 0.012,
            message: "order read",
            next: [14, 0, 1, 11]
        ),
        Endpoint(
            method: "GET",
            route: "/api/v1/profile",
            source: "api",
            latency: 36,
            message: "profile read",
            next: [17, 14, 0, 1, 19]
        ),
        Endpoint(
            method: "PUT",
            route: "/api/v1/profile",
            source: "api",
            latency: 70,
            refusals: 0.05,
            refusal: 422,
            message: "profile changed",
            next: [16, 0]
        ),
        Endpoint(
            method: "GET",
            route: "/static/app.js",
            source: "web",
            latency: 6,
            sigma: 0.3,
            success: 304,
            refusals: 0,
            failures: 0.0002,
            message: "static file served",
            next: [0, 1, 4]
        ),
        Endpoint(
            method: "GET",
            route: "/api/v1/notifications",
            source: "api",
            latency: 19,
            message: "notifications read",
            next: [16, 1, 5, 4]
        ),
        Endpoint(
            method: "GET",
            route: "/health",
            source: "web",
            latency: 2,
            sigma: 0.2,
            refusals: 0,
            failures: 0.0005,
            message: "healthy",
            next: [20]
        ),
        Endpoint(
            method: "DELETE",
            route: "/api/v1/cart/items/{id}",
            source: "api",
            latency: 33,
            success: 204,
            refusals: 0.02,
            message: "item taken out of the cart",
            next: [8, 1]
        ),
        Endpoint(
            method: "GET",
            route: "/robots.txt",
            source: "web",
            latency: 3,
            sigma: 0.3,
            refusals: 0,
            message: "robots file served",
            next: [1, 2]
        ),
        Endpoint(
            method: "GET",
            route: "/admin/reports",
            source: "admin",
            latency: 820,
            sigma: 0.6,
            refusals: 0.04,
            refusal: 403,
            failures: 0.01,
            message: "report computed",
            next: [23, 14, 0]
        ),
        Endpoint(
            method: "POST",
            route: "/api/v1/uploads",
            source: "api",
            latency: 310,
            sigma: 0.8,
            success: 201,
            refusals: 0.03,
            refusal: 413,
            failures: 0.004,
            message: "file stored",
            next: [16, 17, 24]
        ),
    ]

    static let count = all.count
    static let reports = 23
    static let uploads = 24
}
