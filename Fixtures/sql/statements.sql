SELECT 1
==>
kind: query
SELECT 1
---
select * from delta_lake.logs
==>
kind: query
read: delta_lake . logs
select * from delta_lake.logs VERSION AS OF 7
---
SELECT endpoint, count(*) AS error_count, avg(response_time) AS avg_response_time FROM delta_lake.logs
WHERE status >= 400 AND timestamp >= current_timestamp() - interval 24 hours GROUP BY endpoint ORDER BY error_count DESC;
==>
kind: query
read: delta_lake . logs
SELECT endpoint, count(*) AS error_count, avg(response_time) AS avg_response_time FROM delta_lake.logs VERSION AS OF 7
WHERE status >= 400 AND timestamp >= current_timestamp() - interval 24 hours GROUP BY endpoint ORDER BY error_count DESC
---
SELECT date_format(timestamp, 'yyyy-MM-dd HH:mm') AS hour, count(*) AS total_requests,
       sum(case when status >= 400 then 1 else 0 end) AS errors FROM delta_lake.logs
WHERE timestamp >= current_timestamp() - interval 24 hours GROUP BY date_format(timestamp, 'yyyy-MM-dd HH:mm') ORDER BY hour DESC;
==>
kind: query
read: delta_lake . logs
SELECT date_format(timestamp, 'yyyy-MM-dd HH:mm') AS hour, count(*) AS total_requests,
       sum(case when status >= 400 then 1 else 0 end) AS errors FROM delta_lake.logs VERSION AS OF 7
WHERE timestamp >= current_timestamp() - interval 24 hours GROUP BY date_format(timestamp, 'yyyy-MM-dd HH:mm') ORDER BY hour DESC
---
select l.id from LOGS l, users as u where l.user_id = u.id
==>
kind: query
read: LOGS
read: users
select l.id from delta_lake.logs VERSION AS OF 7 l, delta_lake.Users VERSION AS OF 3 as u where l.user_id = u.id
---
select logs.status from Delta_Lake.Logs where LOGS.status > 1
==>
kind: query
read: Delta_Lake . Logs
select logs.status from delta_lake.logs VERSION AS OF 7 where LOGS.status > 1
---
select * from logs join users using (id) left outer join `delta_lake`.`odd ``name` o on o.id = logs.id, users u2 where 1 in (1, 2)
==>
kind: query
read: logs
read: users
read: delta_lake . odd `name
read: users
select * from delta_lake.logs VERSION AS OF 7 join delta_lake.Users VERSION AS OF 3 using (id) left outer join delta_lake.`odd ``name` VERSION AS OF 1 o on o.id = logs.id, delta_lake.Users VERSION AS OF 3 u2 where 1 in (1, 2)
---
select * from (logs cross join users) x, lateral (select * from logs where id = x.id) y
==>
kind: query
read: logs
read: users
read: logs
select * from (delta_lake.logs VERSION AS OF 7 cross join delta_lake.Users VERSION AS OF 3) x, lateral (select * from delta_lake.logs VERSION AS OF 7 where id = x.id) y
---
with recent as (select * from logs), both(a, b) as (select id, id from recent union all select id, id from users)
select * from both join recent on a = id, logs
==>
kind: query
read: logs
read: users
read: logs
with recent as (select * from delta_lake.logs VERSION AS OF 7), both(a, b) as (select id, id from recent union all select id, id from delta_lake.Users VERSION AS OF 3)
select * from both join recent on a = id, delta_lake.logs VERSION AS OF 7
---
with logs as (select * from logs) select * from logs
==>
kind: query
read: logs
with logs as (select * from delta_lake.logs VERSION AS OF 7) select * from logs
---
select * from (with users as (select 1 id) select * from users) a join users on true
==>
kind: query
read: users
select * from (with users as (select 1 id) select * from users) a join delta_lake.Users VERSION AS OF 3 on true
---
with recursive t(n) as (select 1 union all select n + 1 from t where n < 5) select * from t
==>
kind: query
with recursive t(n) as (select 1 union all select n + 1 from t where n < 5) select * from t
---
select extract(year from timestamp), trim(both 'x' from m), substring(m from 1 for 2) from logs
==>
kind: query
read: logs
select extract(year from timestamp), trim(both 'x' from m), substring(m from 1 for 2) from delta_lake.logs VERSION AS OF 7
---
select 1 where a is distinct from logs
==>
kind: query
select 1 where a is distinct from logs
---
select * from range(10) r, explode(array(1, 2)) e, users
==>
kind: query
read: users
select * from range(10) r, explode(array(1, 2)) e, delta_lake.Users VERSION AS OF 3
---
select * from logs lateral view explode(array(1, 2)) t as logs, users
==>
kind: query
read: logs
select * from delta_lake.logs VERSION AS OF 7 lateral view explode(array(1, 2)) t as logs, users
---
select id, (select max(id) from users) from logs where id in (select id from users) and exists (select 1 from logs l where l.id = users.id)
==>
kind: query
read: users
read: logs
read: users
read: logs
select id, (select max(id) from delta_lake.Users VERSION AS OF 3) from delta_lake.logs VERSION AS OF 7 where id in (select id from delta_lake.Users VERSION AS OF 3) and exists (select 1 from delta_lake.logs VERSION AS OF 7 l where l.id = users.id)
---
select * from logs version as of 3 a, users timestamp as of '2026-01-01' b, logs for system_version as of 5
==>
kind: query
read: logs, version(3), not pinnable
read: users, timestamp("2026-01-01"), not pinnable
read: logs, version(5), not pinnable
select * from delta_lake.logs version as of 3 a, delta_lake.Users VERSION AS OF 3 b, delta_lake.logs for system_version as of 5
---
select logs.id from logs/**/for system_time as -- then
 of r'2026-01-01'/* x */as a, delta_lake.users TIMESTAMP AS OF "2026-01-01 10:00:00" where users.id = 1
==>
kind: query
read: logs, timestamp("2026-01-01"), not pinnable
read: delta_lake . users, timestamp("2026-01-01 10:00:00"), not pinnable
select logs.id from delta_lake.logs VERSION AS OF 7 as a, delta_lake.Users VERSION AS OF 3 where users.id = 1
---
select * from logs timestamp as of timestamp '2026-01-01 10:00:00' l, users timestamp as of date'2026-01-01' where l.id = 1
==>
kind: query
read: logs, timestamp("2026-01-01 10:00:00"), not pinnable
read: users, timestamp("2026-01-01"), not pinnable
select * from delta_lake.logs VERSION AS OF 7 l, delta_lake.Users VERSION AS OF 3 where l.id = 1
---
select * from logs timestamp as of timestamp '2026-01-01' - interval 1 day
==>
kind: query
read: logs, other, not pinnable
select * from delta_lake.logs timestamp as of timestamp '2026-01-01' - interval 1 day
---
insert into users select * from logs timestamp as of '2026-01-01'
==>
kind: insert
write: users
read: logs, timestamp("2026-01-01"), not pinnable
insert into delta_lake.Users select * from delta_lake.logs VERSION AS OF 7
---
select * from logs timestamp as of current_timestamp() - interval 1 day where id = 1
==>
kind: query
read: logs, other, not pinnable
select * from delta_lake.logs timestamp as of current_timestamp() - interval 1 day where id = 1
---
select * from logs@v3
==>
kind: query
read: logs, other, not pinnable
select * from delta_lake.logs@v3
---
select * from delta.`/data/logs`, parquet.`/data/x.parquet` version
==>
kind: query
read: delta . /data/logs
read: parquet . /data/x.parquet
select * from delta.`/data/logs`, parquet.`/data/x.parquet` version
---
select * from spark_catalog.delta_lake.logs, other_catalog.delta_lake.logs
==>
kind: query
read: spark_catalog . delta_lake . logs
read: other_catalog . delta_lake . logs
select * from delta_lake.logs VERSION AS OF 7, other_catalog.delta_lake.logs
---
select * from values (1, 2), (3, 4) as t(a, b) join users on a = id
==>
kind: query
read: users
select * from values (1, 2), (3, 4) as t(a, b) join delta_lake.Users VERSION AS OF 3 on a = id
---
values (1), (2)
==>
kind: query
values (1), (2)
---
table logs
==>
kind: query
read: logs
SELECT * FROM delta_lake.logs VERSION AS OF 7
---
table logs union all (table users)
==>
kind: query
read: logs
read: users
SELECT * FROM delta_lake.logs VERSION AS OF 7 union all (SELECT * FROM delta_lake.Users VERSION AS OF 3)
---
select count(*) from udf(table logs)
==>
kind: query
read: logs, not pinnable
select count(*) from udf(table delta_lake.logs)
---
(select * from logs) union all (select * from logs) order by 1
==>
kind: query
read: logs
read: logs
(select * from delta_lake.logs VERSION AS OF 7) union all (select * from delta_lake.logs VERSION AS OF 7) order by 1
---
from logs select id where id > 1
==>
kind: query
read: logs
from delta_lake.logs VERSION AS OF 7 select id where id > 1
---
select * from logs tablesample (10 percent) t pivot (count(*) for status in (200, 404)), users
==>
kind: query
read: logs
read: users
select * from delta_lake.logs VERSION AS OF 7 tablesample (10 percent) t pivot (count(*) for status in (200, 404)), delta_lake.Users VERSION AS OF 3
---
select sum(x) over w from logs window w as (partition by a order by b), users
==>
kind: query
read: logs
select sum(x) over w from delta_lake.logs VERSION AS OF 7 window w as (partition by a order by b), users
---
select /*+ BROADCAST(users) */ * from logs join users on true
==>
kind: query
read: logs
read: users
select /*+ BROADCAST(users) */ * from delta_lake.logs VERSION AS OF 7 join delta_lake.Users VERSION AS OF 3 on true
---
select 'it''s', "a""b", 'a\'b', r'\' -- from users
from logs /* , users /* nested */ */ where m = ':nope' and `from` = :since and id in (:a, :b, :a)
==>
kind: query
read: logs
parameters: named(["since", "a", "b"])
select 'it\'s', "a\"b", 'a\'b', r'\' 
from delta_lake.logs VERSION AS OF 7   where m = ':nope' and `from` = :since and id in (:a, :b, :a)
---
select cast(null as struct<a:int, b:struct<c:string>>), m:path.field, id::int, map('a', 1)['a'] from logs where id = ? limit ?
==>
kind: query
read: logs
parameters: positional(count: 2)
select cast(null as struct<a:int, b:struct<c:string>>), m:path.field, id::int, map('a', 1)['a'] from delta_lake.logs VERSION AS OF 7 where id = ? limit ?
---
select a.from, a.join, a.table from logs a
==>
kind: query
read: logs
select a.from, a.join, a.table from delta_lake.logs VERSION AS OF 7 a
---
select * from unknown_table, logs
==>
kind: query
read: unknown_table
read: logs
select * from unknown_table, delta_lake.logs VERSION AS OF 7
---
select * from system.catalog.tables
==>
kind: query
read: system . catalog . tables
select * from system.catalog.tables
---
explain select * from logs
==>
kind: explain(SQLRewrite.ExplainMode.simple, of: SQLRewrite.StatementKind.query)
read: logs
explain select * from delta_lake.logs VERSION AS OF 7
---
explain extended with a as (select 1) select * from a, logs
==>
kind: explain(SQLRewrite.ExplainMode.extended, of: SQLRewrite.StatementKind.query)
read: logs
explain extended with a as (select 1) select * from a, delta_lake.logs VERSION AS OF 7
---
explain analyze delete from logs where id = 1
==>
kind: explain(SQLRewrite.ExplainMode.analyze, of: SQLRewrite.StatementKind.delete)
write: logs
explain analyze delete from delta_lake.logs where id = 1
---
insert into logs select * from users
==>
kind: insert
write: logs
read: users
insert into delta_lake.logs select * from delta_lake.Users VERSION AS OF 3
---
insert overwrite table delta_lake.logs partition (a = 1) (x, y) select 1, 2 from logs l
==>
kind: insert
write: delta_lake . logs
read: logs
insert overwrite table delta_lake.logs partition (a = 1) (x, y) select 1, 2 from delta_lake.logs VERSION AS OF 7 l
---
insert into logs (id, m) values (1, 'a')
==>
kind: insert
write: logs
insert into delta_lake.logs (id, m) values (1, 'a')
---
insert into logs with s as (select * from users) select * from s
==>
kind: insert
write: logs
read: users
insert into delta_lake.logs with s as (select * from delta_lake.Users VERSION AS OF 3) select * from s
---
with s as (select * from users) insert into logs select * from s
==>
kind: insert
read: users
write: logs
with s as (select * from delta_lake.Users VERSION AS OF 3) insert into delta_lake.logs select * from s
---
insert overwrite directory '/tmp/x' using csv select * from logs
==>
kind: insert
read: logs
insert overwrite directory '/tmp/x' using csv select * from delta_lake.logs VERSION AS OF 7
---
update logs set status = 1, m = 'x' where id in (select id from users)
==>
kind: update
write: logs
read: users
update delta_lake.logs set status = 1, m = 'x' where id in (select id from delta_lake.Users VERSION AS OF 3)
---
delete from logs where id = 1 and m = (select max(m) from users)
==>
kind: delete
write: logs
read: users
delete from delta_lake.logs where id = 1 and m = (select max(m) from delta_lake.Users VERSION AS OF 3)
---
merge into logs l using users u on l.id = u.id when matched then update set m = u.name when not matched then insert (id, m) values (u.id, u.name)
==>
kind: merge
write: logs
read: users, not pinnable
merge into delta_lake.logs l using delta_lake.Users u on l.id = u.id when matched then update set m = u.name when not matched then insert (id, m) values (u.id, u.name)
---
merge with schema evolution into logs using (select * from users) u on logs.id = u.id when matched then delete
==>
kind: merge
write: logs
read: users
merge with schema evolution into delta_lake.logs using (select * from delta_lake.Users VERSION AS OF 3) u on logs.id = u.id when matched then delete
---
create table new_table using delta as select * from logs
==>
kind: ddl
define: new_table
read: logs
create table new_table using delta as select * from delta_lake.logs VERSION AS OF 7
---
create or replace temporary view v as select * from logs
==>
kind: ddl
define: v
read: logs, not pinnable
create or replace temporary view v as select * from delta_lake.logs
---
create table if not exists copy like logs
==>
kind: ddl
define: copy
describe: logs
create table if not exists copy like delta_lake.logs
---
drop table if exists logs
==>
kind: ddl
define: logs
drop table if exists delta_lake.logs
---
alter table logs set tblproperties ('a' = 'b')
==>
kind: ddl
define: logs
alter table delta_lake.logs set tblproperties ('a' = 'b')
---
optimize delta_lake.logs where id > 1 zorder by (id)
==>
kind: ddl
define: delta_lake . logs
optimize delta_lake.logs where id > 1 zorder by (id)
---
vacuum logs retain 168 hours
==>
kind: ddl
define: logs
vacuum delta_lake.logs retain 168 hours
---
describe table extended logs
==>
kind: describe
describe: logs
describe table extended delta_lake.logs
---
desc history logs
==>
kind: describe
describe: logs
desc history delta_lake.logs
---
describe logs
==>
kind: describe
describe: logs
describe delta_lake.logs
---
describe query select * from logs
==>
kind: describe
read: logs
describe query select * from delta_lake.logs VERSION AS OF 7
---
show tables from delta_lake
==>
kind: show
show tables from delta_lake
---
show columns in logs
==>
kind: show
describe: logs
show columns in delta_lake.logs
---
show create table logs
==>
kind: show
describe: logs
show create table delta_lake.logs
---
show tblproperties logs
==>
kind: show
describe: logs
show tblproperties delta_lake.logs
---
cache table logs
==>
kind: ddl
define: logs
cache table delta_lake.logs
---
set spark.sql.shuffle.partitions = 4
==>
kind: set
set spark.sql.shuffle.partitions = 4
---
call system.procedure(1)
==>
kind: other
call system.procedure(1)
---
select case when status >= 500 then 'bad' when status >= 400 then 'odd' end, count(*) from logs group by 1
==>
kind: query
read: logs
select case when status >= 500 then 'bad' when status >= 400 then 'odd' end, count(*) from delta_lake.logs VERSION AS OF 7 group by 1
---
-- leading comment
select * from logs -- trailing
;
==>
kind: query
read: logs
select * from delta_lake.logs VERSION AS OF 7
---
select l.*, 1.5e3, .5, 2L, 3.0BD from logs as l except select * from logs minus table users intersect all select * from users
==>
kind: query
read: logs
read: logs
read: users
read: users
select l.*, 1.5e3, .5, 2L, 3.0BD from delta_lake.logs VERSION AS OF 7 as l except select * from delta_lake.logs VERSION AS OF 7 minus SELECT * FROM delta_lake.Users VERSION AS OF 3 intersect all select * from delta_lake.Users VERSION AS OF 3
---
select * from logs |> where id > 1 |> join users using (id) |> limit 3
==>
kind: query
read: logs
read: users
select * from delta_lake.logs VERSION AS OF 7 |> where id > 1 |> join delta_lake.Users VERSION AS OF 3 using (id) |> limit 3
---
with cte_one as (table logs), cte_two as (values (1), (2)) table cte_one
==>
kind: query
read: logs
with cte_one as (SELECT * FROM delta_lake.logs VERSION AS OF 7), cte_two as (values (1), (2)) table cte_one
---
select * from identifier('logs'), identifier(:name)
==>
kind: query
parameters: named(["name"])
select * from identifier('logs'), identifier(:name)
---
select * from logs natural full join users anti join `logs` on true group by all having count(*) > 1
==>
kind: query
read: logs
read: users
read: logs
select * from delta_lake.logs VERSION AS OF 7 natural full join delta_lake.Users VERSION AS OF 3 anti join delta_lake.logs VERSION AS OF 7 on true group by all having count(*) > 1
---
select version, timestamp, from_unixtime(1) from logs version, users timestamp where version = 1
==>
kind: query
read: logs
read: users
select version, timestamp, from_unixtime(1) from delta_lake.logs VERSION AS OF 7 version, delta_lake.Users VERSION AS OF 3 timestamp where version = 1
---
truncate table logs
==>
kind: ddl
define: logs
truncate table delta_lake.logs
---
select (((id))) from ((logs)) join ((select * from users)) u
==>
kind: query
read: logs
read: users
select (((id))) from ((delta_lake.logs VERSION AS OF 7)) join ((select * from delta_lake.Users VERSION AS OF 3)) u
