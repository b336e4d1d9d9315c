import HTTPTypes
import Hummingbird
import NIOCore

/// Gives browsers the workbench: at `/`, under `/assets/`, and at every path of the page's own, which it reads itself.
struct PageMiddleware<Context: RequestContext>: RouterMiddleware {
    let page: WebPage
    let routes: KnownRoutes

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.method == .get || request.method == .head else { return try await next(request, context) }
        let path = request.uri.path
        if path.hasPrefix("/assets/"), let answer = try await asset(path, request) { return answer.head(for: request) }
        if wantsPage(request, path) { return try await index(request).head(for: request) }
        if Self.isFileName(path), routes.methods(of: path).isEmpty,
            let answer = try await rootFile(path, request)
        {
            return answer.head(for: request)
        }
        return try await next(request, context)
    }

    // MARK: What is asked for

    /// Programs get the JSON that the routes give; a browser that opens an address gets the page.
    private func wantsPage(_ request: Request, _ path: String) -> Bool {
        guard request.headers[values: .accept].contains(where: { $0.lowercased().contains("text/html") }) else {
            return false
        }
        if path == "/" { return true }
        return !Self.isOfAPI(path) && routes.methods(of: path).isEmpty && !Self.isFileName(path)
    }

    private static func isOfAPI(_ path: String) -> Bool {
        path == "/api" || path.hasPrefix("/api/") || path.hasPrefix("/assets/")
    }

    /// `/favicon.svg` and its like, beside `index.html`; deeper paths are the page's own, also `/tables/shop.orders`.
    private static func isFileName(_ path: String) -> Bool {
        let name = path.dropFirst()
        return name.contains(".") && !name.contains("/")
    }

    // MARK: What is given

    private func asset(_ path: String, _ request: Request) async throws -> Response? {
        guard let file = try await page.file(String(path.dropFirst()), gzipped: request.acceptsGzip) else { return nil }
        return Response(file, caching: "public, max-age=31536000, immutable")
    }

    private func rootFile(_ path: String, _ request: Request) async throws -> Response? {
        guard let file = try await page.file(String(path.dropFirst()), gzipped: false) else { return nil }
        return revalidated(file, request)
    }

    private func index(_ request: Request) async throws -> Response {
        guard let file = try await page.file("index.html", gzipped: false) else { return Response.pageIsNotBuilt }
        return revalidated(file, request)
    }

    /// Names without a hash are asked for each time, and sent only when they have changed.
    private func revalidated(_ file: WebPage.File, _ request: Request) -> Response {
        let tag = file.bytes.entityTag
        if request.headers[values: .ifNoneMatch].contains(where: { $0.contains(tag) }) {
            return Response(status: .notModified, headers: [.eTag: tag, .cacheControl: "no-cache"])
        }
        var response = Response(file, caching: "no-cache")
        response.headers[.eTag] = tag
        return response
    }
}

extension Request {
    fileprivate var acceptsGzip: Bool {
        headers[values: .acceptEncoding].flatMap { $0.split(separator: ",") }.contains { element in
            let parts = element.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            let isRefused = parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
            return parts.first == "gzip" && !isRefused
        }
    }
}

extension ByteBuffer {
    /// Of the contents (FNV-1a, 64 bits); a page that is built anew gets another.
    fileprivate var entityTag: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in readableBytesView { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return "\"\(String(hash, radix: 16))-\(readableBytes)\""
    }
}

extension Response {
    /// Everything comes from this server; pictures may also be made on the page (`blob:`, `data:`), for downloads.
    private static let policy = [
        "default-src 'self'", "img-src 'self' data: blob:", "object-src 'none'", "base-uri 'self'",
        "form-action 'self'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    fileprivate init(_ file: WebPage.File, caching: String, status: HTTPResponse.Status = .ok) {
        var headers: HTTPFields = [.contentType: file.type, .cacheControl: caching, .xContentTypeOptions: "nosniff"]
        if file.isGzipped { headers[.contentEncoding] = "gzip" }
        if file.type.hasPrefix("text/html") {
            headers[.contentSecurityPolicy] = Self.policy
            headers[.referrerPolicy] = "no-referrer"
        }
        headers[.vary] = "Accept, Accept-Encoding"
        self.init(status: status, headers: headers, body: ResponseBody(byteBuffer: file.bytes))
    }

    fileprivate static var pageIsNotBuilt: Response {
        let text = """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Tideline</title>
            <h1>The workbench is not built</h1>
            <p>The server runs and answers; only its page is missing. Run <code>make run</code>, or
            <code>dev/build-web</code> in the project's folder, and reload. A page that lies elsewhere is named in
            <code>TIDELINE_WEB</code>.</p>
            <p>What the server can do without it: <a href="/openapi.json">/openapi.json</a>.</p></html>
            """
        let file = WebPage.File(bytes: ByteBuffer(string: text), type: "text/html; charset=utf-8", isGzipped: false)
        return Response(file, caching: "no-store", status: .serviceUnavailable)
    }

    /// HEAD is answered with GET's head alone.
    fileprivate func head(for request: Request) -> Response {
        guard request.method == .head else { return self }
        var head = Response(status: status, headers: headers)
        head.headers[.contentLength] = body.contentLength.map { "\($0)" }
        return head
    }
}

extension HTTPField.Name {
    // swift-format-ignore: NeverForceUnwrap
    fileprivate static let referrerPolicy = Self("Referrer-Policy")!
}
