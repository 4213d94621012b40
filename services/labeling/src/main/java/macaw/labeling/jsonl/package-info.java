/** JSON, as lines or as one array: rows of files, and the native lines of snapshots. */
package macaw.labeling.jsonl;
