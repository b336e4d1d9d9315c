import LakeModel
import TestSupport
import Testing

@Suite struct QueryIDTests {
    @Test func randomIdsAreVersion4UUIDsAndDiffer() {
        var random = SeededGenerator(seed: 7)
        let ids = (0..<1_000).map { _ in QueryID.random(using: &random) }
        #expect(Set(ids).count == ids.count)
        for id in ids {
            #expect(QueryID(id.text) == id)
            #expect(
                id.text.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil
            )
        }
    }

    @Test(arguments: [
        "", "x", "00000000-0000-4000-8000-00000000000", "00000000-0000-4000-8000-0000000000000",
        "00000000-0000-4000-8000-00000000000G", "00000000-0000-4000-8000-00000000000A", "../../../etc/passwd",
        "00000000_0000_4000_8000_000000000000", "00000000-0000-4000-8000-0000000000é",
        "00000000-0000-4000-8000-000000000000\n", "-00000000-0000-4000-8000-000000000000",
    ])
    func anythingElseIsRefused(text: String) { #expect(QueryID(text) == nil) }
}
