/** Submissions: what labelers hand in, whether it counts, and what happens when the same thing comes twice. */
package macaw.labeling.submissions;
