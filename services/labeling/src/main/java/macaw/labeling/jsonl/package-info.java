/** JSON lines: rows that go out, and the native lines of snapshots. */
package macaw.labeling.jsonl;
