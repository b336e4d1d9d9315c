import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import HTTPAPI

/// The built page: who gets it, how it is cached, and what can't be reached through it.
@Suite struct PageTests {
    private static let browser: HTTPFields = [.accept: "text/html,application/xhtml+xml,*/*;q=0.8"]
    private let outside: TemporaryFolder
    private let folder: String

    init() throws {
        outside = try TemporaryFolder()
        folder = "\(outside.path)/web"
        try FileManager.default.createDirectory(atPath: "\(folder)/assets", withIntermediateDirectories: true)
        try outside.write(Array("secret".utf8), to: "secret.js")
        try outside.write(Array("<!doctype html>page".utf8), to: "web/index.html")
        try outside.write(Array("let a = 1".utf8), to: "web/assets/app-1a2b.js")
        try outside.write(Array("zipped".utf8), to: "web/assets/app-1a2b.js.gz")
        try outside.write(Array("b{}".utf8), to: "web/assets/app-3c4d.css")
        try outside.write(Array("hidden".utf8), to: "web/assets/.hidden.js")
        try outside.write(Array("<svg/>".utf8), to: "web/favicon.svg")
    }

    private func ask(_ path: String, _ headers: HTTPFields = browser, _ method: HTTPRequest.Method = .get) async throws
        -> Answer
    {
        try await API(page: folder).ask(method, path, headers)
    }

    @Test(arguments: [
        "/", "/query/0a1b", "/tables/shop.orders", "/tables/shop.orders/files?version=3", "/live", "/events/x",
    ])
    func aBrowserGetsThePageAtEveryAddress(path: String) async throws {
        let answer = try await ask(path)
        #expect(answer.status == 200)
        #expect(answer.text == "<!doctype html>page")
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
        #expect(answer.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'self'; ") == true)
        #expect(answer.headers[.cacheControl] == "no-cache")
    }

    @Test(arguments: ["/api/queries", "/healthz", "/openapi.json", "/metrics"])
    func routesStayRoutesForABrowser(path: String) async throws {
        let answer = try await ask(path)
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType]?.hasPrefix("text/html") == false)
    }

    @Test(arguments: ["/api/nothing", "/api", "/nothing.js", "/assets/nothing.js", "/assets/"])
    func whatIsNotThereIsSaidInJSON(path: String) async throws {
        let answer = try await ask(path)
        #expect(answer.status == 404)
        #expect(answer.code == "not_found")
    }

    @Test func programsGetJSON() async throws {
        #expect(try await ask("/", [:]).text.contains(#""name":"Tideline""#))
        #expect(try await ask("/", [.accept: "*/*"]).headers[.contentType] == "application/json")
        #expect(try await ask("/live-page", [.accept: "*/*"]).status == 404)
    }

    @Test func thePageIsSentAgainOnlyWhenItHasChanged() async throws {
        let tag = try #require(try await ask("/").headers[.eTag])
        var headers = Self.browser
        headers[.ifNoneMatch] = tag
        let same = try await ask("/", headers)
        #expect(same.status == 304)
        #expect(same.text.isEmpty)
        try outside.write(Array("<!doctype html>other".utf8), to: "web/index.html")
        let other = try await ask("/", headers)
        #expect(other.text == "<!doctype html>other")
        #expect(other.headers[.eTag] != tag)
    }

    @Test func assetsAreKeptForGoodAndGzippedForWhoTakesIt() async throws {
        let plain = try await ask("/assets/app-1a2b.js", [.accept: "*/*"])
        #expect(plain.text == "let a = 1")
        #expect(plain.headers[.contentType] == "text/javascript; charset=utf-8")
        #expect(plain.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(plain.headers[.contentEncoding] == nil)
        let zipped = try await ask("/assets/app-1a2b.js", [.acceptEncoding: "br, gzip;q=0.8"])
        #expect(zipped.text == "zipped")
        #expect(zipped.headers[.contentEncoding] == "gzip")
        #expect(zipped.headers[.contentType] == "text/javascript; charset=utf-8")
        #expect(try await ask("/assets/app-1a2b.js", [.acceptEncoding: "gzip;q=0"]).text == "let a = 1")
        #expect(try await ask("/assets/app-3c4d.css", [.acceptEncoding: "gzip"]).text == "b{}")
        #expect(try await ask("/favicon.svg", [:]).headers[.contentType] == "image/svg+xml")
    }

    @Test(arguments: [
        "/assets/../../secret.js", "/assets/..%2f..%2fsecret.js", "/assets/%2e%2e/%2e%2e/secret.js",
        "/assets//secret.js",
        "/assets/..%5c..%5csecret.js", "/assets/.hidden.js", "/assets/app-1a2b.js%00.css", "/assets/%ff.js",
        "/..%2fsecret.js", "/assets/app-1a2b.js.gz",
    ])
    func nothingElseOfTheDiskIsReached(path: String) async throws {
        let answer = try await ask(path, [:])
        #expect(answer.status == 404, "\(answer.text)")
    }

    @Test(arguments: ["/", "/assets/app-1a2b.js"])
    func headIsTheHeadOfGet(path: String) async throws {
        let (get, head) = (try await ask(path), try await ask(path, Self.browser, .head))
        #expect(head.status == 200)
        #expect(head.text.isEmpty)
        for name in [HTTPField.Name.contentType, .cacheControl, .eTag] {
            #expect(head.headers[name] == get.headers[name])
        }
        #expect(head.headers[.contentLength] == "\(get.text.utf8.count)")
    }

    @Test func aPageThatIsNotBuiltSaysHow() async throws {
        let answer = try await API().ask(.get, "/", Self.browser)
        #expect(answer.status == 503)
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
        #expect(answer.text.contains("dev/build-web"))
    }
}
