import LakeModel
import Testing

@testable import Uploads

@Suite struct UploadPlanTests {
    private func plan(_ columns: [(String, String, String)]) throws -> UploadPlan {
        let id = try #require(WorkspaceID("0a1b2c3d-0000-4000-8000-00000000000a"))
        let upload = Upload(id: id, format: .csv, options: UploadOptions(), size: ByteCount(1), path: "/x")
        return UploadPlan(
            upload: upload,
            source: upload.source(),
            columns: zip(ColumnNames(columns.map(\.0)).names, columns).map { UploadColumn(name: $0, type: $1.2) },
            given: columns.map { UploadColumn(name: $0.0, type: $0.1) }
        )
    }

    @Test func onlyWhatIsToBeAnotherTypeIsConverted() throws {
        let plan = try plan([("a", "string", "bigint"), ("b`c", "string", "string"), ("d", "string", "date")])
        #expect(plan.select == "SELECT CAST(`a` AS bigint) AS `a`, `b``c`, CAST(`d` AS date) AS `d` FROM result")
        #expect(
            plan.countOfMisfits == "SELECT count_if(`a` IS NOT NULL AND try_cast(`a` AS bigint) IS NULL), "
                + "count_if(`d` IS NOT NULL AND try_cast(`d` AS date) IS NULL) FROM result"
        )
        let renamed = try self.plan([("Order Date", "string", "date"), ("a,b", "string", "string")])
        #expect(renamed.select == "SELECT CAST(`Order Date` AS date) AS `Order_Date`, `a,b` AS `a_b` FROM result")
        #expect(renamed.firstMisfit(of: renamed.conversions[0]).contains("try_cast(`Order Date` AS date)"))
        #expect(try self.plan([("a", "bigint", "bigint")]).countOfMisfits == nil)
    }

    @Test(arguments: [
        (["a", "b"], ["a", "b"]), (["a b", "a_b", "A b"], ["a_b", "a_b_2", "A_b_3"]), (["x\ty=(z)"], ["x_y__z_"]),
        (["größe", "価格"], ["größe", "価格"]), (["", ""], ["column", "column_2"]),
    ])
    func columnsGetNamesThatATableCanHave(given: [String], names: [String]) {
        #expect(ColumnNames(given).names == names)
    }

    @Test func anErrorHoldsNoValues() {
        struct Failure: DescribedError {
            let code = ErrorCode.queryFailed
            let message: String
        }
        let messages = [
            "Parser error: for column 3 at line 2. Row data: '[2,secret]'",
            "Json error: field 'a': expected string got secret",
            "Json error: whilst decoding field 'a': failed to parse \"secret\" as Int64",
        ]
        for message in messages {
            let error = UploadError.unreadable(.csv, Failure(message: message))
            #expect(!error.message.contains("secret"))
            #expect(error.message.contains("error"))
        }
    }
}
