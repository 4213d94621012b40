/** Snapshots: what is recorded at one moment, under an id and a hash, the same bytes for ever. */
package macaw.labeling.snapshots;
