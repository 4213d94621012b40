/** The native JSONL form of what is recorded. */
package macaw.labeling.jsonl;
