/** What labeling's records are in {@code macaw.v1}. */
package macaw.labeling.wire;
