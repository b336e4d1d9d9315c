import Foundation

/// Places that tests need, found from this file and from the running test program.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static let python = "\(root)/.native/test/bin/python"

    /// `tideline`, built beside the tests; `TIDELINE_PROGRAM` names another one.
    static let program: String = {
        if let named = ProcessInfo.processInfo.environment["TIDELINE_PROGRAM"] { return named }
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        let tests = bundle ?? Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
        return tests.deletingLastPathComponent().appending(path: "tideline").path
    }()

    /// A file of `Fixtures/http`, decoded.
    static func fixture<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        let file = URL(filePath: "\(root)/Fixtures/http/\(name)")
        return try JSONDecoder().decode(type, from: Data(contentsOf: file))
    }
}

/// Why a test can't go on.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
