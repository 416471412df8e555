/**
 * How the server of the bench is set up: as a real one that syncs each commit to disk, with memory and log room enough that
 * neither a checkpoint nor a cold cache falls to one contestant and not to the other.
 */
export const benchSettings: Readonly<Record<string, string>> = {
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  commit_delay: "0",
  shared_buffers: "4GB",
  max_wal_size: "8GB",
  work_mem: "32MB",
  max_connections: "200",
  shared_preload_libraries: "pg_stat_statements",
};
