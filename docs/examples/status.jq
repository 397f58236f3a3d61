# ipt-notes vault status --open --json | jq -r -f status.jq >/var/lib/node_exporter/ipt_notes.prom
# The state of a vault in Prometheus' text format: for node_exporter's textfile collector. What is not known is left out.

def told($name; $value; $labels):
  if $value == null then empty else "ipt_notes_\($name)\($labels) \($value)" end;
def told($name; $value): told($name; $value; "");
def moment: if . == null then null else fromdateiso8601 end;
def in_seconds: if . == null then null else . / 1000 end;

if .error then
  told("up"; 0), told("exit_code"; .error.exit_code)
else
  told("up"; 1),
  told("exit_code"; 0),
  told("format"; .format),
  told("read_only"; if .is_read_only then 1 else 0 end),
  told("records"; .records),
  told("streams"; .streams),
  told("charts"; .charts),
  told("size_bytes"; .bytes),
  told("journal_bytes"; .journal_bytes),
  told("drafts_waiting"; .drafts),
  told("last_write_timestamp_seconds"; .last_write | moment),
  (.slots | group_by(.kind)[] | told("slots"; length; "{kind=\"\(.[0].kind)\"}")),
  told("server_connect_seconds"; .server.connect_ms | in_seconds),
  told("server_answer_seconds"; .server.answer_ms | in_seconds),
  told("charts_readable"; .opened.charts),
  told("damaged"; .opened.damaged),
  told("last_backup_timestamp_seconds"; .opened.last_backup | moment),
  told("records_since_backup"; .opened.records_since),
  told("last_verified_timestamp_seconds"; .opened.last_verified | moment),
  told("streams_seen"; .opened.streams_seen)
end
