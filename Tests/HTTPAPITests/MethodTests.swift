import HTTPTypes
import Hummingbird
import Testing

@testable import HTTPAPI

@Suite struct MethodTests {
    /// Every path of every route, with every method that it does not take.
    @Test func aKnownPathWithAWrongMethodSaysWhichItTakes() async throws {
        let api = try await API()
        let routes = api.router.routes
        for path in Set(routes.map { $0.path.description }).sorted() {
            let taken = Set(routes.filter { $0.path.description == path }.map(\.method.rawValue))
            let asked = path.replacing(/\{[a-z]+\}/, with: "x")
            for method in [HTTPRequest.Method.get, .post, .put, .delete, .patch] where !taken.contains(method.rawValue)
            {
                let answer = try await api.ask(method, asked)
                #expect(answer.status == 405, "\(method) \(path)")
                #expect(answer.code == "method_not_allowed")
                #expect(answer.headers[.allow] == taken.sorted().joined(separator: ", "))
            }
        }
    }

    @Test(arguments: ["/nothing", "/api/tables/a/b/c", "/api/query/x"])
    func anUnknownPathStaysUnknown(path: String) async throws {
        let answer = try await API().ask(.post, path)
        #expect(answer.status == 404)
        #expect(answer.headers[.allow] == nil)
    }
}
