package import LakeModel

/// One table of the lake: what its log says, or why that can't be read.
package struct TableListing: Sendable {
    package let name: TableName
    package let location: String
    package let result: Result<TableSummary, LakeStoreError>
}
