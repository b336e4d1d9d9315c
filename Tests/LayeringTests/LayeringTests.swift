import Foundation
import Subprocess
import Testing

/// `dev/check-layering` passes on this repository, and notices what it is there to notice.
@Suite struct LayeringTests {
    @Test func everyImportIsInTheTable() async throws {
        let check = try await checkLayering(of: repository)
        #expect(check.passed, "\(check.messages)")
    }

    @Test func aTreeThatObeysPasses() async throws {
        let check = try await checkLayering(ofTreeWith: "package import Words\nimport Store\nimport Synchronization\n")
        #expect(check.passed, "\(check.messages)")
    }

    @Test(arguments: [
        ("import Program", "the table of targets lets Edge import only Other, Words"),
        ("import Other", "Sources/Edge/Edge.swift:1: imports Other, which Package.swift doesn't give to Edge"),
        ("package import Web", "the table of packages keeps it in: `Program`"),
        ("@preconcurrency import struct Unheard.Of", "it is in neither table of ARCHITECTURE.md"),
    ])
    func aTreeThatDoesNotIsRefused(source: String, because: String) async throws {
        let check = try await checkLayering(ofTreeWith: source)
        #expect(!check.passed)
        #expect(check.messages.contains(because), "\(check.messages)")
    }

    @Test func aDependencyThatTheTableDoesNotHaveIsRefused() async throws {
        let check = try await checkLayering(ofTreeWith: "", edgeDependsOn: #""Words", "Program""#)
        #expect(!check.passed)
        #expect(check.messages.contains("Package.swift: Edge depends on Program"), "\(check.messages)")
    }
}

private let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

private struct Check {
    let passed: Bool
    let messages: String
}

private func checkLayering(of folder: URL) async throws -> Check {
    let result = try await run(
        .name("python3"),
        arguments: ["\(repository.path)/dev/check-layering", folder.path],
        output: .discarded,
        error: .string(limit: 1 << 20)
    )
    return Check(passed: result.terminationStatus.isSuccess, messages: result.standardError ?? "")
}

/// Checks a package of four targets in which only `Edge` has code.
private func checkLayering(
    ofTreeWith source: String,
    edgeDependsOn dependencies: String = #""Words""#
) async throws -> Check {
    let folder = FileManager.default.temporaryDirectory.appending(path: "layering-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = [
        "ARCHITECTURE.md": """
        | layer | target | what it is | may import |
        |---|---|---|---|
        | words | `Words` `Other` | names | — |
        | edges | `Edge` | one outside system | `Words` `Other` |
        | top | `Program` | the program | everywhere |

        | package | modules | only in |
        |---|---|---|
        | a store | `Store*` | edges, `Program` |
        | a web server | `Web` | `Program` |
        | the toolchain | `Synchronization` | everywhere |
        """,
        "Package.swift": """
        // swift-tools-version: 6.2
        import PackageDescription
        let package = Package(
            name: "tree",
            targets: [
                .target(name: "Words"), .target(name: "Other"), .target(name: "Program"),
                .target(name: "Edge", dependencies: [\(dependencies)]),
            ]
        )
        """,
        "Sources/Words/Words.swift": "",
        "Sources/Other/Other.swift": "",
        "Sources/Program/Program.swift": "",
        "Sources/Edge/Edge.swift": source,
    ]
    for (path, text) in files {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
    return try await checkLayering(of: folder)
}
