/// What a node of the syntax tree is, in the terms of Spark's grammar.
package enum SyntaxKind: UInt8, Sendable, CaseIterable {
    /// The whole text: statements, and the semicolons between them.
    case script
    /// One statement; the node under it says of which kind.
    case statement
    /// Terminals that no rule could read; a diagnostic says why.
    case unexpected

    // MARK: Statements

    case queryStatement, explain, describe, show
    case insert, multiInsert, delete, update, merge, loadData, truncateTable
    case createTable, createView, createFunction, createNamespace, createIndex, createPipeline
    case alterTable, alterView, alterNamespace, commentOn, analyzeTable, repairTable
    case dropTable, dropView, dropFunction, dropNamespace, dropIndex, dropVariable
    case cacheTable, cacheQuery, uncacheTable, clearCache, refreshTable, refreshFunction, refreshResource
    case use, setConfiguration, setVariable, reset, declareVariable, cursorStatement
    case call, executeImmediate, manageResource
    case optimizeTable, vacuumTable, restoreTable, reorgTable, convertToDelta
    case compoundBlock, ifStatement, caseStatement, loop, jump, declareCondition, declareHandler

    // MARK: Queries

    case query, with, commonTableExpression, setOperation, pipe, parenthesizedQuery, tableQuery, inlineTable
    case fromStatement, fromStatementBody
    case select, selectClause, transformClause, hint, exceptClause
    case fromClause, whereClause, groupByClause, groupingAnalytics, havingClause, qualifyClause
    case windowClause, namedWindow
    case orderByClause, sortByClause, clusterByClause, distributeByClause, limitClause, offsetClause, sortItem

    // MARK: Relations

    /// A table's name with its version, options, sample and alias.
    case table
    case subqueryRelation, parenthesizedRelation, tableFunction, tableArgument
    case join, joinCriteria, lateralView, pivotedRelation, pivotClause
    case timeTravel, sample, watermark, optionsClause, tableAlias

    // MARK: Expressions

    case or, and, not, comparison, arithmetic, signed
    case between, inPredicate, like, isPredicate, isDistinctFrom, exists
    case cast, collate, elementAccess, fieldAccess, variantAccess, variantPath
    case columnReference, star, functionCall, namedArgument, lambda, caseExpression, whenClause
    case parenthesized, rowConstructor, scalarSubquery
    /// CURRENT_DATE and its like, which call a function without parentheses.
    case currentValue
    case withinGroup, filterClause, windowSpecification, windowFrame
    case namedExpression, columnAlias
    case constant, numericLiteral, stringLiteral, typedLiteral, intervalLiteral, parameter

    // MARK: Names, by what is done with what they name

    /// A table that is read.
    case tableName
    /// A table or view whose rows or definition a statement changes.
    case writtenTable
    /// A temporary view that a statement creates: it lives in the session alone.
    case writtenView
    /// A table that is described, refreshed or copied the shape of, without its rows being read.
    case describedTable
    case functionName, writtenFunction, functionPattern
    case namespaceName, writtenNamespace
    case variableName, procedureName, providerName, collationName, conditionName, pathElement, writtenFlow
    /// A string or words that name a file or folder.
    case readPath, writtenPath
    /// The command line that rows are sent through.
    case scriptCommand
    case identifier, identifierClause, nameList, label

    // MARK: Parts of definitions

    case dataType, columnDefinition, constraint, commentClause, property, propertyList, usingClause, rowFormat
    case partitionSpecification, assignment, insertTarget, mergeClause
}
