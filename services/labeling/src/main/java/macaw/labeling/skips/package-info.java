/** Skips: tasks that labelers pass over, and why. */
package macaw.labeling.skips;
