import LakeModel
import Testing

/// `body` throws an error of Tideline with the code; returns it.
@discardableResult
func expectError(
    _ code: ErrorCode,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> some Any
) async -> (any DescribedError)? {
    do {
        _ = try await body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as any DescribedError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
        return error
    } catch { Issue.record("\(error)", sourceLocation: sourceLocation) }
    return nil
}
