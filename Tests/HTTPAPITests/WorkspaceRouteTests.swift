import Foundation
import HTTPTypes
import LakeModel
import Testing

@testable import HTTPAPI

@Suite struct WorkspaceRouteTests {
    private static let id = "0a1b2c3d-0000-4000-8000-00000000000a"

    private func put(_ api: API, _ body: String, id: String = id) async throws -> Answer {
        try await api.ask(.put, "/api/workspace/tabs/\(id)", body: body)
    }

    @Test func aTabComesBackAsItWasKept() async throws {
        let api = try await API()
        let view =
            #"{"chart":{"kind":"line","log":false},"big":9007199254740993,"half":0.5,"none":null,"list":[1,"2",[]]}"#
        let kept = try await put(
            api,
            #"{"title":"Errors by minute","query":"SELECT :a","parameters":{"a":{"type":"bigint","value":3}},"#
                + #""position":1.5,"queryId":"\#(Self.id)","view":\#(view)}"#
        )
        #expect(kept.status == 200, "\(kept.text)")
        #expect(kept.text.contains(#""updatedAt":"2023-11-14T22:13:20.000Z""#))
        let listed = try await api.ask(.get, "/api/workspace/tabs").text
        #expect(listed == #"{"tabs":[\#(kept.text)]}"#)
        let decoded = try JSONSerialization.jsonObject(with: Data(kept.text.utf8)) as? NSDictionary
        #expect(decoded?["view"] as? NSObject == (try JSONSerialization.jsonObject(with: Data(view.utf8)) as? NSObject))
        // What the server gives can be sent back as it is.
        #expect(try await put(api, kept.text).status == 200)
        #expect(try await api.ask(.delete, "/api/workspace/tabs/\(Self.id)").status == 204)
        #expect(try await api.ask(.get, "/api/workspace/tabs").text == #"{"tabs":[]}"#)
    }

    @Test(arguments: [
        (#"{"title":"","query":"","position":1}"#, 400, "title"),
        (#"{"title":"a\nb","query":"","position":1}"#, 400, "title"),
        (#"{"title":"a","query":""}"#, 400, "position"),
        (#"{"title":"a","query":"","position":1,"queryId":"x"}"#, 400, "queryId"),
        (#"{"title":"a","query":"","position":1,"savedQueryId":"X"}"#, 400, "savedQueryId"),
        (#"{"title":"a","query":"","position":1,"colour":"red"}"#, 400, "colour"),
        (#"{"title":"a","query":"","position":1,"parameters":{"x":1}}"#, 400, "parameters"),
    ])
    func aTabThatIsNoneIsRefused(body: String, status: Int, part: String) async throws {
        let answer = try await put(API(), body)
        #expect(answer.status == status)
        #expect(answer.message?.contains(part) == true, "\(answer.text)")
    }

    @Test func whatIsTooLargeIsRefused() async throws {
        let api = try await API()
        let (query, view) = (String(repeating: "x", count: 1_000_001), String(repeating: "v", count: 64_001))
        let first = try await put(api, #"{"title":"a","query":"\#(query)","position":1}"#)
        #expect(first.code == "payload_too_large")
        #expect(first.message?.contains("query") == true)
        let second = try await put(api, #"{"title":"a","query":"","position":1,"view":"\#(view)"}"#)
        #expect(second.status == 413)
        #expect(second.message?.contains("view") == true)
        #expect(try await put(api, #"{"title":"a","query":"\#(query.dropLast())","position":1}"#).status == 200)
    }

    @Test(arguments: ["x", "0A1B2C3D-0000-4000-8000-00000000000A", "..%2F"])
    func anIdIsALowerCaseUUID(id: String) async throws {
        #expect(try await put(API(), #"{"title":"a","query":"","position":1}"#, id: id).code == "invalid_request")
    }

    @Test func aSavedQueryIsMadeChangedAndDeleted() async throws {
        let api = try await API()
        let made = try await api.ask(
            .post,
            "/api/saved-queries",
            body: #"{"name":"p99","folder":"ops/daily","query":"SELECT 1","description":"slow ones"}"#
        )
        #expect(made.status == 201, "\(made.text)")
        let id = try #require(made.text.firstMatch(of: /"id":"([0-9a-f-]+)"/)?.1)
        #expect(made.text.contains(#""folder":"ops/daily""#))
        let changed = try await api.ask(.put, "/api/saved-queries/\(id)", body: #"{"name":"p95","query":"SELECT 2"}"#)
        #expect(changed.status == 200)
        #expect(changed.text.contains(#""folder":"""#))
        #expect(try await api.ask(.get, "/api/saved-queries").text == #"{"savedQueries":[\#(changed.text)]}"#)
        #expect(try await api.ask(.delete, "/api/saved-queries/\(id)").status == 204)
        let gone = try await api.ask(.put, "/api/saved-queries/\(id)", body: #"{"name":"p95","query":"SELECT 2"}"#)
        #expect(gone.status == 404)
    }

    @Test func aNameIsTakenOnceInAFolder() async throws {
        let api = try await API()
        func save(_ name: String, _ folder: String) async throws -> Answer {
            try await api.ask(
                .post,
                "/api/saved-queries",
                body: #"{"name":"\#(name)","folder":"\#(folder)","query":"SELECT 1"}"#
            )
        }
        #expect(try await save("a", "x").status == 201)
        #expect(try await save("a", "y").status == 201)
        let taken = try await save("a", "x")
        #expect(taken.status == 409)
        #expect(taken.code == "name_taken")
    }

    @Test(arguments: ["/a", "a/", "a//b", " ", "a/\\u0007"])
    func aFolderHasNames(folder: String) async throws {
        let answer = try await API().ask(
            .post,
            "/api/saved-queries",
            body: #"{"name":"n","folder":"\#(folder)","query":""}"#
        )
        #expect(answer.status == 400, "\(answer.text)")
    }
}
