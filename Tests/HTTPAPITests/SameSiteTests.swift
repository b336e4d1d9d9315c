import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import HTTPAPI

/// Which names the server answers to, and whose pages may ask.
@Suite struct SameSiteTests {
    @Test(
        arguments: [
            ("127.0.0.1", "localhost:8080", nil, true), ("127.0.0.1", "127.0.0.1:8080", nil, true),
            ("localhost", "LOCALHOST", nil, true), ("::1", "[::1]:8080", nil, true),
            ("127.0.0.1", "evil.example:8080", nil, false), ("127.0.0.1", "localhost.evil.example", nil, false),
            ("127.0.0.1", "", nil, false), ("127.0.0.1", "[::2]", nil, false),
            ("127.0.0.1", "127.0.0.1.evil", nil, false),
            ("127.0.0.1", "[", nil, false), ("127.0.0.1", ":", nil, false),
            ("127.0.0.1", "localhost:8080", "http://localhost:8080", true),
            ("127.0.0.1", "localhost:8080", "http://localhost:3000", false),
            ("127.0.0.1", "localhost:8080", "https://evil.example", false),
            ("127.0.0.1", "localhost:8080", "null", false),
            ("127.0.0.1", "localhost:8080", "", false),
            ("0.0.0.0", "lake.example", nil, true), ("0.0.0.0", "lake.example", "http://lake.example", true),
            ("0.0.0.0", "lake.example", "http://evil.example", false),
        ] as [(String, String, String?, Bool)]
    )
    func isDecided(host: String, authority: String, origin: String?, isServed: Bool) async throws {
        var headers: HTTPFields = [:]
        headers[.origin] = origin
        let request = Request(
            head: HTTPRequest(method: .get, scheme: "http", authority: authority, path: "/", headerFields: headers),
            body: RequestBody(buffer: ByteBuffer())
        )
        let context = APIContext(
            source: ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: Logger(label: "test"))
        )
        let answer = try? await SameSiteMiddleware<APIContext>(host: host).handle(request, context: context) { _, _ in
            Response(status: .ok)
        }
        #expect((answer != nil) == isServed)
    }
}
