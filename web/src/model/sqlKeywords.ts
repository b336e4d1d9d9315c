/** Of the words that Spark SQL's grammar gives a meaning (`Sources/SparkSQL/Lexer/Keyword.swift`) those that are shown as keywords and
 * completed: without the many that are a column's name far more often, such as `value`, `path` and `error`. */
const spelled =
  'add after all alter always analyze and anti any any_value archive array as asc at authorization begin between ' +
  'bigint binary binding boolean both bucket buckets by byte cache called cascade case cast catalog catalogs ' +
  'change char character check clear cluster clustered codegen collate collation collection column columns ' +
  'comment commit compact compactions compensation compute concatenate constraint contains cost create cross cube ' +
  'current current_date current_time current_timestamp current_user data database databases date date_add ' +
  'date_diff dateadd datediff day dayofyear days dbproperties dec decimal declare default defined definer delete ' +
  'delimited desc describe deterministic dfs directories directory distinct distribute div do double drop else ' +
  'end escape escaped evolution except exchange exclude execute exists explain export extended external extract ' +
  'false fetch fields fileformat filter first float following for foreign format formatted from full function ' +
  'functions generated global grant group grouping having hour hours identifier if ignore ilike immediate import ' +
  'in include index indexes inner inpath input inputformat insert int integer intersect interval into invoker is ' +
  'items join keys language last lateral lazy leading left level like limit lines list load local location lock ' +
  'locks logical long macro map matched max merge microsecond microseconds millisecond milliseconds minus minute ' +
  'minutes modifies month months msck name namespace namespaces nanosecond nanoseconds natural no none not null ' +
  'nulls numeric of offset on only optimize option options or order out outer outputformat over overlaps overlay ' +
  'overwrite partition partitioned partitions percent pivot placing position preceding primary principals ' +
  'properties purge qualify quarter query range reads real recordreader recordwriter recover recursion recursive ' +
  'reduce references refresh regexp rename repair repeatable replace reset respect restore restrict return ' +
  'returns revoke right rlike role roles rollback rollup row rows schema schemas second seconds security select ' +
  'semi separated serde serdeproperties session_user set sets short show single skewed smallint some sort sorted ' +
  'source specific sql start statistics stored stratify string struct substr substring sync system_time ' +
  'system_version table tables tablesample target tblproperties temp temporary terminated then time timediff ' +
  'timestamp timestamp_ltz timestamp_ntz timestampadd timestampdiff tinyint to touch trailing transaction ' +
  'transactions transform trim true truncate try_cast type unarchive unbounded uncache union unique unknown ' +
  'unlock unpivot unset update use user using vacuum values var varchar variable variant version view views void ' +
  'week weeks when where while window with within year years zone';

/** Lower case. */
export const sqlKeywords: ReadonlySet<string> = new Set(spelled.split(' '));

/** Words that can't stand for a name without backticks (reserved by ANSI mode, or at places where a name may stand). */
const reservedSpelled =
  'all and anti any array as authorization between both case cast check collate column constraint create cross ' +
  'current_date current_time current_timestamp current_user delete describe desc distinct div drop else end escape ' +
  'except exists explain false fetch filter for foreign from full grant group having ilike in inner insert intersect ' +
  'interval into is join lateral leading left like limit minus natural not null offset on only or order outer ' +
  'overlaps partition pivot primary qualify references regexp right rlike select semi session_user set some table ' +
  'tablesample then to trailing true union unique unknown unpivot update user using values when where window with';

export const reservedWords: ReadonlySet<string> = new Set(reservedSpelled.split(' '));

/** Words behind which an expression or a name begins, besides the reserved ones. */
const beginningSpelled = 'by set sets over rollup cube into overwrite table view add values escape exclude lateral';

/** Reserved words that end an expression, as a name does. */
const endingSpelled =
  'end null true false asc desc current_date current_time current_timestamp current_user session_user unknown';

const endingWords = new Set(endingSpelled.split(' '));
const beginningWords = new Set([...reservedWords, ...beginningSpelled.split(' ')]);

/** Whether an expression may begin behind this word; behind any other, as behind a name, only a keyword can follow. */
export function beginsExpression(word: string): boolean {
  return beginningWords.has(word) && !endingWords.has(word);
}

/** What completion offers, most used first: single words and the pairs that people think of as one. */
export const completionKeywords: readonly string[] = [
  'SELECT', 'FROM', 'WHERE', 'GROUP BY', 'ORDER BY', 'LIMIT', 'JOIN', 'LEFT JOIN', 'ON', 'AND', 'OR', 'AS', 'NOT',
  'NULL', 'IS NULL', 'IS NOT NULL', 'IN', 'BETWEEN', 'LIKE', 'ILIKE', 'RLIKE', 'CASE', 'WHEN', 'THEN', 'ELSE', 'END',
  'DISTINCT', 'HAVING', 'DESC', 'ASC', 'WITH', 'UNION ALL', 'UNION', 'INTERSECT', 'EXCEPT', 'EXISTS', 'INTERVAL',
  'CAST', 'TRY_CAST', 'OVER', 'PARTITION BY', 'ROWS BETWEEN', 'RANGE BETWEEN', 'UNBOUNDED PRECEDING', 'CURRENT ROW',
  'UNBOUNDED FOLLOWING', 'NULLS FIRST', 'NULLS LAST', 'INNER JOIN', 'RIGHT JOIN', 'FULL JOIN', 'CROSS JOIN',
  'LEFT SEMI JOIN', 'LEFT ANTI JOIN', 'LATERAL VIEW', 'LATERAL', 'USING', 'OFFSET', 'TABLESAMPLE', 'PIVOT', 'UNPIVOT',
  'ROLLUP', 'CUBE', 'GROUPING SETS', 'FILTER', 'WINDOW', 'VALUES', 'TRUE', 'FALSE', 'VERSION AS OF', 'TIMESTAMP AS OF',
  'SECOND', 'MINUTE', 'HOUR', 'HOURS', 'DAY', 'DAYS', 'WEEK', 'MONTH', 'YEAR', 'CURRENT_DATE', 'CURRENT_TIMESTAMP',
  'EXPLAIN', 'DESCRIBE TABLE', 'SHOW TABLES', 'SHOW FUNCTIONS', 'INSERT INTO', 'INSERT OVERWRITE', 'UPDATE', 'SET',
  'DELETE FROM', 'MERGE INTO', 'MATCHED', 'CREATE TABLE', 'CREATE OR REPLACE TABLE', 'USING DELTA', 'PARTITIONED BY',
  'COMMENT', 'TBLPROPERTIES', 'DROP TABLE', 'ALTER TABLE', 'IF EXISTS', 'IF NOT EXISTS',
];
